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
# SQLite: commands
replace into orders values (1, 'x', 0)
REPLACE INTO orders (id) VALUES (1)
insert or replace into orders values (1, 'x', 0)
insert or ignore into orders values (1, 'x', 0)
insert or abort into orders values (1, 'x', 0)
insert or fail into orders values (1, 'x', 0)
insert or rollback into orders values (1, 'x', 0)
insert into orders values (1, 'x', 0) on conflict do nothing
insert into orders values (1, 'x', 0) on conflict (id) do update set total = 0
update or replace orders set total = 0
update or ignore orders set total = 0
update orders set total = 0 order by id limit 1
update orders indexed by i set total = 0
delete from orders order by id limit 1
delete from orders not indexed
delete from main.orders
delete from [orders]
delete from `orders`
drop table main.orders
drop table [orders]
drop table `orders`
drop trigger t
drop trigger if exists main.t
attach '/tmp/stolen.db' as stolen
attach database '/tmp/stolen.db' as stolen
ATTACH DATABASE ':memory:' AS x
attach 'file:/tmp/x?mode=rwc' as x
attach '/etc/passwd' as x key 'y'
detach x
detach database main
pragma journal_mode = delete
pragma journal_mode
pragma main.journal_mode = wal
PRAGMA query_only = off
pragma query_only(0)
pragma writable_schema = on
pragma writable_schema = 1
pragma user_version = 7
pragma application_id = 7
pragma foreign_keys = off
pragma synchronous = off
pragma temp_store_directory = '/tmp'
pragma data_store_directory = '/tmp'
pragma wal_checkpoint(truncate)
pragma incremental_vacuum
pragma optimize
pragma shrink_memory
pragma table_info(orders)
pragma database_list
pragma integrity_check
pragma cache_size = 1000000
pragma mmap_size = 99999999999
pragma hard_heap_limit = 0
pragma trusted_schema = on
pragma recursive_triggers = on
pragma key = 'x'
pragma rekey = 'x'
pragma locking_mode = exclusive
pragma auto_vacuum = full
pragma page_size = 512
pragma encoding = 'UTF-16'
pragma schema_version = 1
pragma secure_delete = on
pragma temp_store = file
pragma threads = 8
pragma busy_timeout = 999999
pragma legacy_alter_table = on
vacuum main
vacuum into '/tmp/stolen.db'
vacuum main into '/tmp/stolen.db'
reindex
reindex orders
reindex nocase
analyze main
analyze sqlite_schema
begin immediate
begin exclusive
begin deferred transaction
end transaction
commit transaction
rollback transaction to savepoint s
release savepoint x
explain query plan delete from orders
explain insert into orders values (9, 'x', 1)
explain drop table orders
create virtual table v using fts5(a)
create virtual table v using csv(filename='/etc/passwd')
create virtual table temp.v using rtree(id, a, b)
create trigger t after insert on orders begin delete from orders; end
create temp trigger t after insert on orders begin select 1; end
create table stolen (a) strict
create table stolen (a primary key) without rowid
create table main.stolen (a)
create temp table if not exists stolen as select 1
create view if not exists v as select 1
create index if not exists i on orders (id) where id > 1
alter table orders add b
alter table main.orders rename to x
insert into sqlite_master values ('table', 'x', 'x', 0, 'create table x (a)')
update sqlite_master set sql = 'x'
delete from sqlite_master
delete from sqlite_sequence
with gone as (select 1) replace into orders values (1, 'x', 0)
with gone as (select 1) delete from orders returning *
delete from orders returning *, (select 1)
insert into orders values (9, 'x', 1) returning total
select 1; attach '/tmp/x' as y
select 1; pragma writable_schema = on
select 1;\nvacuum into '/tmp/x'
select 1 /* ; */; drop table orders
.dump
.shell id
.system id
.load /tmp/x.so
.read /etc/passwd
.output /tmp/x
# SQLite: functions that do more than read
select load_extension('/tmp/x.so')
select load_extension('/tmp/x', 'init')
SELECT LOAD_EXTENSION('/tmp/x.so')
select "load_extension"('/tmp/x')
select [load_extension]('/tmp/x')
select `load_extension`('/tmp/x')
select 1 where load_extension('/tmp/x') is null
select case when load_extension('/tmp/x') then 1 end
select readfile('/etc/passwd')
select writefile('/tmp/x', 'y')
select writefile('/tmp/x', total) from orders
select edit('x')
select edit('x', 'vi')
select fts3_tokenizer('a', 'b')
select fts3_tokenizer('a')
select fts5(null)
select sqlite_compileoption_get(1)
select sqlite_log(1, 'x')
select sqlite_source_id()
select * from fsdir('/')
select * from lsdir('/')
select * from pragma_table_info('orders')
select * from pragma_database_list
select * from pragma_journal_mode('wal')
select * from dbstat
select * from sqlite_dbpage
select * from zipfile('/tmp/x')
select shell('id')
select system('id')
select exec('id')
select eval('delete from orders')
select rtreecheck('orders')
select last_insert_rowid()
select total_changes()
select sha3_query('delete from orders')
select import('x')
select sqlar_compress('x')
select getenv('HOME')
