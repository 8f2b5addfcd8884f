import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request, requestPage } from '@/lib/api/client';
import type { Schema } from '@/lib/api/schemas';
import type { ModelsStatus } from '@/lib/api/types';

export type Provider = Schema<'ProviderRead'>;
export type Breaker = Schema<'BreakerRead'>;
export type Health = Schema<'HealthRead'>;
export type Connection = Schema<'ConnectionRead'>;
export type ConnectionCreate = Schema<'ConnectionCreate'>;
export type ConnectionUpdate = Schema<'ConnectionUpdate'>;
export type ConnectionTest = Schema<'ConnectionTestRead'>;
export type Model = Schema<'ServedModelRead'>;
export type ModelRoute = Schema<'ModelRouteRead'>;
export type ModelRouteWrite = Schema<'ModelRouteWrite'>;
export type CatalogModel = Schema<'CatalogModelRead'>;
export type CatalogSource = Schema<'CatalogRead'>;
export type OwnPrice = Schema<'PriceOverrideRead'>;

export type PriceWrite = Schema<'PriceWrite'>;

/** Everything here changes together: a connection brings models, a price changes them. */
export const modelKeys = { all: ['models'] as const };

/** Whether a language model is connected, and how to connect one. */
export const modelsStatusQuery = queryOptions({
  queryKey: [...modelKeys.all, 'status'],
  queryFn: ({ signal }) => request<ModelsStatus>('models/status', { signal }),
  staleTime: 60_000,
});

/** Every connection that can be used, and how it is doing. */
export const providersQuery = queryOptions({
  queryKey: [...modelKeys.all, 'providers'],
  queryFn: ({ signal }) => request<Provider[]>('providers', { signal }),
});

/** The organization's own connections. */
export const connectionsQuery = queryOptions({
  queryKey: [...modelKeys.all, 'connections'],
  queryFn: ({ signal }) => request<Connection[]>('connections', { signal }),
});

/** Models that can be called, with prices. */
export const servedModelsQuery = queryOptions({
  queryKey: [...modelKeys.all, 'served'],
  queryFn: ({ signal }) => request<Model[]>('models', { signal }),
});

/** The organization's own names for models. */
export const modelRoutesQuery = queryOptions({
  queryKey: [...modelKeys.all, 'routes'],
  queryFn: ({ signal }) => request<ModelRoute[]>('model-routes', { signal }),
});

/** Prices that the organization set by hand. */
export const ownPricesQuery = queryOptions({
  queryKey: [...modelKeys.all, 'own-prices'],
  queryFn: ({ signal }) => request<OwnPrice[]>('models/prices', { signal }),
});

/** Which price table is in use, and how new it is. */
export const catalogSourceQuery = queryOptions({
  queryKey: [...modelKeys.all, 'catalog', 'source'],
  queryFn: ({ signal }) => request<CatalogSource>('catalog/source', { signal }),
  staleTime: 300_000,
});

/** The price table: every model that has a price, connected or not. */
export function catalogQuery(filter: { search?: string; provider?: string }) {
  return infiniteQueryOptions({
    queryKey: [...modelKeys.all, 'catalog', filter],
    queryFn: ({ signal, pageParam }) =>
      requestPage<CatalogModel>('catalog', { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Connect a provider. */
export function createConnection(body: Partial<ConnectionCreate>): Promise<Connection> {
  return request('connections', { method: 'POST', body });
}

/** Change a connection from the next call on. */
export function editConnection(id: string, body: ConnectionUpdate): Promise<Connection> {
  return request(`connections/${id}`, { method: 'PATCH', body });
}

/** Remove a connection with its keys. */
export function deleteConnection(id: string): Promise<void> {
  return request(`connections/${id}`, { method: 'DELETE' });
}

/** Ask the provider whether it answers; costs nothing. */
export function testConnection(id: string): Promise<ConnectionTest> {
  return request(`connections/${id}/test`, { method: 'POST', body: {} });
}

/** Make a route, or put another in its place. */
export function saveModelRoute(id: string | undefined, body: ModelRouteWrite): Promise<ModelRoute> {
  return id === undefined
    ? request('model-routes', { method: 'POST', body })
    : request(`model-routes/${id}`, { method: 'PUT', body });
}

/** Remove a route. */
export function deleteModelRoute(id: string): Promise<void> {
  return request(`model-routes/${id}`, { method: 'DELETE' });
}

/** Set what a model costs, from the next call on. */
export function putPrice(model: string, body: PriceWrite): Promise<OwnPrice> {
  return request(`models/${encodeModel(model)}/price`, { method: 'PUT', body });
}

/** Take back a price that was set by hand. */
export function deletePrice(model: string): Promise<void> {
  return request(`models/${encodeModel(model)}/price`, { method: 'DELETE' });
}

/** A model's name may hold slashes, which stay as they are in the address. */
function encodeModel(model: string): string {
  return model.split('/').map(encodeURIComponent).join('/');
}
