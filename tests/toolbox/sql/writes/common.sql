# plain changes
insert into orders values (9, 'x', 1)
insert into orders (id) values (9)
insert into orders select * from orders
insert into orders default values
INSERT INTO orders VALUES (9, 'x', 1) RETURNING id
update orders set total = 0
update orders set total = 0 where id = 1 returning *
UPDATE orders AS o SET total = 0 FROM orders p WHERE p.id = o.id
delete from orders
delete from orders where id = 1
DELETE FROM orders WHERE id IN (SELECT id FROM orders)
drop table orders
drop table if exists orders
DROP TABLE orders CASCADE
drop view v
drop view if exists v
drop index i
drop schema shop
create table stolen (a int)
create table stolen as select * from orders
create table if not exists stolen (a int)
create temp table stolen (a int)
create temporary table stolen as select 1
create view v as select * from orders
create temp view v as select 1
create index i on orders (id)
create unique index i on orders (id)
alter table orders add column b int
alter table orders drop column total
alter table orders rename to stolen
alter table orders rename column total to t
truncate orders
truncate table orders
merge into orders using (select 1 as id) s on s.id = orders.id when matched then delete
merge into orders o using orders p on o.id = p.id when matched then update set total = 0
# spellings of one DROP TABLE
DrOp TaBlE orders
  drop   table   orders  
drop/**/table/**/orders
drop /* read */ table orders
/* select */ drop table orders
-- select\ndrop table orders
drop\ttable\torders
drop\ntable\norders
drop\r\ntable\r\norders
drop table "orders"
drop table orders;
drop table orders;;
;drop table orders
;;drop table orders;
drop table orders -- select 1
drop table orders /* */
(drop table orders)
/*!50000 drop table orders */ drop table orders
/* a /* b */ drop table orders
drop table orders, orders
\ufeffdrop table orders
drop\u00a0table orders
drop\u2003table\u2003orders
drop\u000btable orders
\u200bdrop table orders
ＤＲＯＰ ＴＡＢＬＥ orders
# two statements at once
select 1; drop table orders
select 1;drop table orders;
select 1 ; ; ; delete from orders
select 1; -- x\ndelete from orders
select 1;/* */update orders set total = 0
select ';'; drop table orders
select 'a''; x'; drop table orders
select "a;b" from orders; drop table orders
select 1\n;\ninsert into orders values (9, 'x', 1)
select 1; select 2
begin; delete from orders; commit
select 1 -- comment\n; drop table orders
select /* ; */ 1; drop table orders
# changes inside what looks like reading
with gone as (delete from orders returning *) select * from gone
with n as (insert into orders values (9, 'x', 1) returning *) select * from n
with u as (update orders set total = 0 returning *) select * from u
with a as (select 1), gone as (delete from orders returning *) select * from a, gone
with a as (with b as (delete from orders returning *) select * from b) select * from a
with a as (select 1) delete from orders
with a as (select 1) insert into orders select 9, 'x', 1
with a as (select 1) update orders set total = 0
with recursive a as (select 1) delete from orders
select * from (delete from orders returning *) x
select (delete from orders returning id)
select * from orders where id in (delete from orders returning id)
select * from orders union all delete from orders returning *
explain delete from orders
explain analyze delete from orders
EXPLAIN ANALYZE INSERT INTO orders VALUES (9, 'x', 1)
# transactions and sessions
begin
begin transaction
start transaction
commit
rollback
savepoint s
release s
release savepoint s
rollback to s
end
grant select on orders to public
revoke select on orders from public
analyze
analyze orders
reindex table orders
vacuum
vacuum orders
set a = 1
prepare p as delete from orders
execute p
deallocate p
comment on table orders is 'x'
use shop
call f()
