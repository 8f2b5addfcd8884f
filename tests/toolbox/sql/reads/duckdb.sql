select 1
from orders
select * exclude (total) from orders
select * replace (total + 1 as total) from orders
select columns('t.*') from orders
pivot orders on region using sum(total)
select region, sum(total) from orders group by all order by all
select * from orders qualify row_number() over (partition by region order by total desc) = 1
select [x + 1 for x in [1, 2, 3]], {'a': 1}.a, map {'a': 1}['a']
select list_transform([1, 2], x -> x + 1)
select unnest([1, 2])
select strftime(date '2024-01-01', '%Y'), date_trunc('month', date '2024-01-05'), time_bucket(interval 1 week, date '2024-01-05')
select region, count(*) from orders where total >= 1 group by 1 having count(*) >= 1
select * from orders using sample 2 rows
select arg_max(region, total), quantile_cont(total, 0.5), median(total), mode(region) from orders
select try_cast(region as integer), total::varchar, regexp_matches(region, 'n') from orders
with a as (from orders) select * from a union by name select * from a
select approx_count_distinct(region), histogram(region), bar(sum(total), 0, 10) from orders
select range(5), generate_series(1, 5), struct_pack(a := 1)
select 'copy orders to x', "region" from orders -- drop table orders
select * from orders a join orders b using (id) left join orders c on c.id = b.id
select sum(total) over (order by id rows between 1 preceding and current row) from orders
select string_agg(region, ',' order by region), list(total) from orders
select case when total > 1 then 'big' end, coalesce(null, 1), total // 2, 2 ** 3 from orders
values (1), (2)
select * from range(3) t(i)
select percentile_cont(0.5) within group (order by total) from orders
select datediff('day', date '2024-01-01', date '2024-02-01'), age(timestamp '2024-01-01', timestamp '2023-01-01')
