import { Catalog, Connections, ModelRoutes, Models, Providers, type schemas } from '@pilothouse/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';

const catalog = new Catalog(connection);
const connections = new Connections(connection);
const models = new Models(connection);
const modelRoutes = new ModelRoutes(connection);
const providers = new Providers(connection);

export type Provider = schemas.ProviderRead;
export type Breaker = schemas.BreakerRead;
export type Health = schemas.HealthRead;
export type Connection = schemas.ConnectionRead;
export type ConnectionCreate = schemas.ConnectionCreate;
export type ConnectionUpdate = schemas.ConnectionUpdate;
export type ConnectionTest = schemas.ConnectionTestRead;
export type Model = schemas.ServedModelRead;
export type ModelRoute = schemas.ModelRouteRead;
export type ModelRouteWrite = schemas.ModelRouteWrite;
export type CatalogModel = schemas.CatalogModelRead;
export type CatalogSource = schemas.CatalogRead;
export type OwnPrice = schemas.PriceOverrideRead;

export type PriceWrite = schemas.PriceWrite;

/** Everything here changes together: a connection brings models, a price changes them. */
export const modelKeys = { all: ['models'] as const };

/** Whether a language model is connected, and how to connect one. */
export const modelsStatusQuery = queryOptions({
  queryKey: [...modelKeys.all, 'status'],
  queryFn: ({ signal }) => models.readStatus({ signal }),
  staleTime: 60_000,
});

/** Every connection that can be used, and how it is doing. */
export const providersQuery = queryOptions({
  queryKey: [...modelKeys.all, 'providers'],
  queryFn: ({ signal }) => providers.list({ signal }).all(),
});

/** The organization's own connections. */
export const connectionsQuery = queryOptions({
  queryKey: [...modelKeys.all, 'connections'],
  queryFn: ({ signal }) => connections.list({ signal }).all(),
});

/** Models that can be called, with prices. */
export const servedModelsQuery = queryOptions({
  queryKey: [...modelKeys.all, 'served'],
  queryFn: ({ signal }) => models.list({ signal }).all(),
});

/** The organization's own names for models. */
export const modelRoutesQuery = queryOptions({
  queryKey: [...modelKeys.all, 'routes'],
  queryFn: ({ signal }) => modelRoutes.list({ signal }).all(),
});

/** Prices that the organization set by hand. */
export const ownPricesQuery = queryOptions({
  queryKey: [...modelKeys.all, 'own-prices'],
  queryFn: ({ signal }) => models.listPrices({ signal }).all(),
});

/** Which price table is in use, and how new it is. */
export const catalogSourceQuery = queryOptions({
  queryKey: [...modelKeys.all, 'catalog', 'source'],
  queryFn: ({ signal }) => catalog.readSource({ signal }),
  staleTime: 300_000,
});

/** The price table: every model that has a price, connected or not. */
export function catalogQuery(filter: { search?: string; provider?: string }) {
  return infiniteQueryOptions({
    queryKey: [...modelKeys.all, 'catalog', filter],
    queryFn: ({ signal, pageParam }) =>
      catalog.list({ ...filter, page_size: 50, cursor: pageParam }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Connect a provider. */
export function createConnection(body: ConnectionCreate): Promise<Connection> {
  return connections.create(body);
}

/** Change a connection from the next call on. */
export function editConnection(id: string, body: ConnectionUpdate): Promise<Connection> {
  return connections.edit(id, body);
}

/** Remove a connection with its keys. */
export function deleteConnection(id: string): Promise<void> {
  return connections.delete(id);
}

/** Ask the provider whether it answers; costs nothing. */
export function testConnection(id: string): Promise<ConnectionTest> {
  return connections.test(id);
}

/** Make a route, or put another in its place. */
export function saveModelRoute(id: string | undefined, body: ModelRouteWrite): Promise<ModelRoute> {
  return id === undefined ? modelRoutes.create(body) : modelRoutes.replace(id, body);
}

/** Remove a route. */
export function deleteModelRoute(id: string): Promise<void> {
  return modelRoutes.delete(id);
}

/** Set what a model costs, from the next call on. */
export function putPrice(model: string, body: PriceWrite): Promise<OwnPrice> {
  return models.putPrice(model, body);
}

/** Take back a price that was set by hand. */
export function deletePrice(model: string): Promise<void> {
  return models.deletePrice(model);
}
