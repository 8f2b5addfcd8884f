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
