# DuckDB: commands
copy orders to '/tmp/stolen.csv'
copy orders to '/tmp/stolen.parquet' (format parquet)
copy (select * from orders) to '/tmp/stolen.csv'
copy (select * from orders) to '/dev/stdout'
copy (from orders) to 's3://x/y'
copy orders from '/etc/passwd'
copy from database memory to x
export database '/tmp/stolen'
export database '/tmp/stolen' (format parquet)
import database '/tmp/stolen'
attach '/tmp/stolen.db'
attach '/tmp/stolen.db' as x
attach if not exists '/tmp/stolen.db' as x (read_write)
attach 'host=x' as pg (type postgres)
attach ':memory:' as x
attach 'https://x/y.db' as x
attach or replace '/tmp/x.db' as x
detach x
detach database if exists x
install httpfs
install httpfs from community
install 'x.duckdb_extension'
force install httpfs
force install httpfs from 'http://x'
load httpfs
load '/tmp/x.duckdb_extension'
update extensions
update extensions (httpfs)
set enable_external_access = true
set global enable_external_access = true
SET SESSION memory_limit = '100GB'
set lock_configuration = false
set file_search_path = '/'
set temp_directory = '/tmp'
set home_directory = '/root'
set allow_unsigned_extensions = true
set custom_extension_repository = 'http://x'
set threads to 100
set variable x = 1
set s3_secret_access_key = 'x'
reset enable_external_access
reset session memory_limit
pragma enable_profiling
pragma profiling_output = '/tmp/x'
pragma database_list
pragma show_tables
pragma table_info('orders')
pragma storage_info('orders')
pragma memory_limit = '100GB'
pragma threads = 100
pragma enable_logging
pragma import_database('/tmp/x')
pragma add_parquet_key('a', 'b')
pragma version
checkpoint
force checkpoint
checkpoint memory
vacuum analyze orders
call pragma_version()
call start_ui()
call duckdb_logs()
call enable_logging()
call checkpoint()
call force_checkpoint()
create secret s (type s3, key_id 'a', secret 'b')
create persistent secret s (type s3)
create or replace secret s (type http)
drop secret s
create macro f(a) as a + 1
create or replace macro f() as table select 1
create temp macro f(a) as a
create function f(a) as a
create sequence s
create type t as enum ('a')
create schema s
create or replace table orders as select 1
create or replace temp table x as from orders
create table x as from '/etc/passwd'
create table x as from read_csv('/etc/passwd')
create view v as from orders
create database x
drop macro f
drop macro table f
drop schema main cascade
drop sequence s
drop type t
drop database x
insert or replace into orders values (1, 'x', 0)
insert or ignore into orders values (1, 'x', 0)
insert into orders by name select 1 as id
insert into orders from orders
insert into orders values (1, 'x', 0) on conflict do nothing
insert into orders values (1, 'x', 0) on conflict (id) do update set total = 0
from orders insert into orders
update orders set total = 0 from orders o
delete from orders using orders o
truncate main.orders
execute immediate 'drop table orders'
execute p(1)
prepare p as insert into orders values ($1, 'x', 0)
deallocate prepare p
use memory
use memory.main
summarize orders
describe orders
describe select 1
show tables
show all tables
show databases
show create table orders
explain (analyze) delete from orders
explain (format json) drop table orders
begin transaction read write
abort
alter table orders alter total type varchar
alter table orders set sorted by (id)
alter view v rename to w
alter sequence s restart
alter database x rename to y
comment on column orders.id is 'x'
merge into orders using orders o using (id) when matched then delete returning *
pivot orders on region; drop table orders
from orders; drop table orders
# DuckDB: files, networks, settings
select * from read_csv('/etc/passwd')
select * from read_csv_auto('/etc/passwd')
from read_csv('/etc/passwd')
from read_csv(['/etc/passwd', '/etc/group'])
select * from read_parquet('/tmp/x')
select * from parquet_scan('/tmp/x')
select * from parquet_metadata('/tmp/x')
select * from parquet_schema('/tmp/x')
select * from read_json('/tmp/x')
select * from read_json_auto('/tmp/x')
select * from read_json_objects('/tmp/x')
select * from read_ndjson('/tmp/x')
select * from read_text('/etc/passwd')
select * from read_blob('/etc/shadow')
select * from read_xlsx('/tmp/x')
select * from sniff_csv('/etc/passwd')
select * from glob('/*')
select * from read_duckdb('/tmp/x')
select * from sqlite_scan('/tmp/x', 'y')
select * from postgres_scan('host=x', 'public', 'y')
select * from postgres_query('x', 'delete from y')
select * from mysql_query('x', 'delete from y')
select * from iceberg_scan('s3://x')
select * from delta_scan('s3://x')
select * from st_read('/etc/passwd')
select * from arrow_scan(1, 2, 3)
select * from pandas_scan(1)
select * from python_map_function()
select * from query('drop table orders')
select * from query_table('orders')
from query('select 1')
select getenv('HOME')
select getvariable('x')
select current_setting('secret_directory')
select * from duckdb_settings()
select * from duckdb_secrets()
select * from which_secret('s3://x', 's3')
select * from duckdb_extensions()
select * from duckdb_logs()
select * from duckdb_temporary_files()
select * from pragma_database_size()
select nextval('s')
select currval('s')
select write_log('x')
select error('x')
select json_execute_serialized_sql('x')
select * from json_execute_serialized_sql('x')
select json_serialize_sql('select 1')
select sleep_ms(1000)
select http_get('http://169.254.169.254/')
select load_aws_credentials()
select txid_current()
select pg_read_file('/etc/passwd')
select x from (select unnest(glob('/*')) x) y
select 1 where exists (from read_text('/etc/passwd'))
with a as (from read_csv('/etc/passwd')) from a
select * from orders join read_csv('/etc/passwd') on true
