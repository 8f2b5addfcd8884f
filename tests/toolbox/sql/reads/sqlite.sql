select 1
select * from orders where region = 'north' order by total desc limit 5
select strftime('%Y', '2024-01-01'), date('now', '-1 day'), julianday('2024-01-01')
select group_concat(region, ', '), total(total), ifnull(total, 0), iif(total > 1, 'x', 'y') from orders
with recursive c(x) as (select 1 union all select x + 1 from c limit 5) select x from c
select json_extract('{"a":1}', '$.a'), '{"a":1}' -> 'a', '{"b":2}' ->> '$.b'
select region, row_number() over (order by total) from orders
select * from orders a join orders b using (id) left join orders c on c.id = b.id
select name from sqlite_master where type = 'table'
select typeof(total), printf('%d', id), substr(region, 1, 2), instr(region, 'r'), region glob 'n*' from orders
select * from json_each('[1,2]')
values (1), (2)
select id from orders union select id from orders order by 1
select cast(total as integer), region || 'x', id % 2, id is null, id is not 2 from orders
select count(distinct region), avg(total), round(total, 2), min(id, 1), max(id) from orders group by region having count(*) >= 1
select 'drop table orders', "region" from orders -- delete from orders
select /* pragma x */ region like 'n%', region in ('north', 'south') from orders
select case region when 'north' then 1 else 0 end, coalesce(null, 1), nullif(1, 1) from orders
select sum(total) filter (where id > 1), total * 1.5 from orders group by id
select lag(total) over w from orders window w as (order by id)
select exists (select 1 from orders where id = 1)
select current_date, current_timestamp, unixepoch('now') > 0
