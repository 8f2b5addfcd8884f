# PostgreSQL: commands
select * into stolen from orders
select * into temp stolen from orders
select id into unlogged stolen from orders
select * from orders for update
select * from orders for share
select * from orders for no key update
select * from orders for key share skip locked
select * from (select * from orders for update) x
copy orders to '/tmp/stolen'
copy orders to program 'id'
copy orders from '/etc/passwd'
copy orders from program 'id'
copy (select * from orders) to '/tmp/stolen'
copy (delete from orders returning *) to stdout
do $$ begin delete from orders; end $$
do language plpgsql $x$ begin execute 'drop table orders'; end $x$
DO 'begin delete from orders; end'
call shop.f(1)
listen a
notify a, 'b'
unlisten *
lock table orders
lock orders in access exclusive mode
cluster orders
checkpoint
discard all
load 'x'
reset all
reset role
set role postgres
set session authorization postgres
set local default_transaction_read_only = off
set transaction read write
set session characteristics as transaction read write
begin read write
start transaction read write
show all
fetch all from c
declare c cursor for select 1
declare c cursor with hold for select * from orders
move forward all from c
close c
refresh materialized view v
create materialized view v as select 1
create function f() returns int language sql as 'select 1'
create or replace function f() returns void language sql as $$ delete from orders $$
create procedure f() language sql as $$ delete from orders $$
create rule r as on select to orders do instead select 1
create trigger t after insert on orders execute function f()
create extension dblink
create role r superuser
create user u
create database d
create schema s
create sequence s
create type t as enum ('a')
create domain d as int
create server s foreign data wrapper w
create foreign table t (a int) server s
create publication p for all tables
create subscription s connection 'x' publication p
create event trigger e on ddl_command_start execute function f()
create policy p on orders
create tablespace t location '/tmp'
create aggregate a (int) (sfunc = f, stype = int)
create operator +++ (leftarg = int, rightarg = int, function = f)
create cast (int as text) with function f
create collation c (locale = 'C')
create language l
import foreign schema s from server x into public
alter system set fsync = off
alter role postgres password 'x'
alter database d set a = 1
alter default privileges grant all on tables to public
alter function f() owner to postgres
alter sequence s restart
drop function f
drop role r
drop database d
drop owned by current_user
drop extension vector
reassign owned by a to b
security label on table orders is 'x'
prepare transaction 'x'
commit prepared 'x'
rollback prepared 'x'
import foreign schema public limit to (orders) from server s into public
insert into orders values (1, 'x', 1) on conflict (id) do update set total = 0
insert into orders values (1, 'x', 1) on conflict do nothing
update only orders set total = 0
delete from only orders
delete from orders using orders o
truncate orders restart identity cascade
table orders; drop table orders
with t as materialized (delete from orders returning *) table t
values (1); drop table orders
U&"drop" table orders
drop table U&"\006frders"
select $$x$$; drop table orders
select $tag$ ; $tag$; drop table orders
select E'a\'; drop table orders; --'; delete from orders
# PostgreSQL: functions that do more than read
select pg_read_file('/etc/passwd')
select pg_read_file('/etc/passwd', 0, 100)
select pg_read_binary_file('/etc/passwd')
select pg_catalog.pg_read_file('/etc/passwd')
select "pg_read_file"('/etc/passwd')
select PG_READ_FILE ('/etc/passwd')
select pg_catalog . pg_read_file /* x */ ('/etc/passwd')
select * from pg_read_file('/etc/passwd')
select * from rows from (pg_read_file('/etc/passwd'))
select x from (select pg_read_file('/etc/passwd') x) y
select 1 where pg_read_file('/etc/passwd') is not null
select 1 order by pg_read_file('/etc/passwd')
select 1 limit (select length(pg_read_file('/etc/passwd')))
select count(*) filter (where pg_read_file('x') is null) from orders
select case when true then pg_read_file('/etc/passwd') end
select coalesce(null, pg_read_file('/etc/passwd'))
select pg_ls_dir('/')
select * from pg_ls_dir('/')
select pg_ls_logdir()
select pg_ls_waldir()
select pg_stat_file('/etc/passwd')
select lo_import('/etc/passwd')
select lo_export(1, '/tmp/x')
select lo_create(1)
select lo_creat(-1)
select lo_put(1, 0, 'x')
select lo_from_bytea(0, 'x')
select lo_unlink(1)
select lowrite(1, 'x')
select dblink('host=x', 'delete from orders')
select * from dblink('host=x', 'select 1') as t(a int)
select dblink_exec('host=x', 'delete from orders')
select dblink_connect('host=x')
select dblink_send_query('c', 'x')
select nextval('s')
select setval('s', 1)
select currval('s')
select lastval()
select set_config('a.b', 'c', false)
select set_config('transaction_read_only', 'off', false)
select current_setting('data_directory')
select pg_sleep(1)
select pg_sleep_for('1 minute')
select pg_sleep_until('tomorrow')
select pg_notify('a', 'b')
select pg_terminate_backend(pg_backend_pid())
select pg_cancel_backend(1)
select pg_reload_conf()
select pg_rotate_logfile()
select pg_switch_wal()
select pg_create_restore_point('x')
select pg_promote()
select pg_advisory_lock(1)
select pg_try_advisory_lock(1)
select pg_advisory_xact_lock(1)
select pg_advisory_unlock_all()
select pg_stat_reset()
select pg_stat_statements_reset()
select pg_create_logical_replication_slot('a', 'b')
select pg_create_physical_replication_slot('a')
select pg_drop_replication_slot('a')
select pg_logical_slot_get_changes('a', null, null)
select pg_logical_emit_message(true, 'a', 'b')
select pg_replication_origin_create('a')
select pg_export_snapshot()
select pg_import_system_collations('public')
select pg_log_backend_memory_contexts(1)
select pg_file_write('a', 'b', true)
select pg_execute_server_program('id')
select query_to_xml('delete from orders', true, true, '')
select query_to_xml_and_xmlschema('delete from orders', true, true, '')
select cursor_to_xml('c', 1, true, true, '')
select table_to_xml('orders', true, true, '')
select database_to_xml(true, true, '')
select schema_to_xml('public', true, true, '')
select ts_rewrite('a'::tsquery, 'delete from orders')
select * from ts_stat('delete from orders')
select txid_current()
select pg_current_xact_id()
select inet_server_addr()
select * from pg_hba_file_rules()
select * from crosstab('delete from orders')
select xslt_process('a', 'b')
select gin_clean_pending_list('i')
select brin_summarize_new_values('i')
select pg_prewarm('orders')
select pg_truncate_visibility_map('orders')
select shop.refund(1)
select refund(id) from orders
select (shop.refund(1)).*
select public.add_geometry_column('a')
select cron.schedule('a', '* * * * *', 'x')
select http_get('http://169.254.169.254/')
select net.http_post('http://x')
select vault.create_secret('a')
select pgp_sym_encrypt('a', 'b')
select row_security_active('orders')
select has_parameter_privilege('a', 'b')
select pg_read_server_files()
select loread(1, 2)
select pg_walfile_name('0/0')
select pg_ls_tmpdir()
select pg_ls_archive_statusdir()
select pg_control_system()
select pg_config()
select * from pg_show_all_settings()
select pg_get_shmem_allocations()
