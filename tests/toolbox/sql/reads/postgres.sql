select 1
select * from orders where total > 10 order by placed_at desc limit 5
with a as (select * from orders) select count(*) from a
with recursive t(n) as (values (1) union all select n + 1 from t where n < 10) select sum(n) from t
select date_trunc('month', placed_at) as month, sum(total) from orders group by 1 order by 1
select region, rank() over (partition by region order by total desc) from orders
values (1, 'a'), (2, 'b')
table orders
select count(*) filter (where total > 5), percentile_cont(0.5) within group (order by total) from orders
select a.*, b.region from orders a join orders b using (id) left join lateral (select 1) x on true
select jsonb_build_object('a', 1) -> 'a', '{"b":1}'::jsonb #>> '{b}'
select * from generate_series(1, 10) with ordinality as g(a, b)
select string_agg(region, ', ' order by region) from orders
select extract(epoch from now() - placed_at), age(placed_at), placed_at at time zone 'Europe/Paris' from orders
select 'drop table orders; delete from orders' as words
select 1 -- drop table orders
select /* delete from orders */ 1
select case when total > 10 then 'big' else 'small' end, coalesce(region, '') from orders
(select 1) union all (select 2) except select 3
select distinct on (region) region, total from orders order by region, total desc
select region, grouping(region), sum(total) from orders group by rollup (region)
select * from orders tablesample system (10)
select array_agg(x order by x) from (values (1)) v(x)
select unnest(array[1, 2, 3])
select to_char(placed_at, 'YYYY-MM'), regexp_replace(region, '[^a-z]', '', 'g') from orders
select region ilike '%a%', region ~* '^b', region similar to 'c%' from orders
select exists (select 1 from orders), total between 1 and 2, total in (select 1) from orders
select to_tsvector('english', region) @@ plainto_tsquery('red shoes') from orders
select interval '1 day' + now(), current_date, make_date(2024, 1, 31)
select lag(total) over w, avg(total) over (order by placed_at rows between 3 preceding and current row) from orders window w as (order by placed_at)
select width_bucket(total, 0, 100, 5), count(*) from orders group by 1
select * from json_to_recordset('[{"a":1}]') as x(a int)
select pg_size_pretty(pg_total_relation_size('orders'))
select cardinality(array[1, 2]), (array[1, 2])[1:2]
select table_name from information_schema.tables where table_schema = 'public' limit 3
select id as "delete", region as "drop" from orders
select $$drop table orders$$, E'a\\nb', U&'d\\0061ta'
select sum(total) / nullif(count(*), 0) as mean from orders having count(*) > 1
select md5(region), upper(region), left(region, 2), split_part(region, 'r', 1) from orders
select greatest(1, 2), least(1, 2), round(total::numeric, 1), mod(5, 3) from orders;
