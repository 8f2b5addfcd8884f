"""Functions that may look across organizations: counted, named, and closed to everybody but the application."""

import pytest
from sqlalchemy import text

from pilothouse.db.engine import Database

# Each of these runs as the owner role. A new one is added here by somebody who has thought about what it shows.
LOOKS_ACROSS = {
    "durable_claim": "which work to run: ids, kind, epoch",
    "durable_claim_one": "the same of one row",
    "durable_due_elsewhere": "ids of work that another engine drives",
    "durable_sweep": "a count",
    "access_find_sign_in": "ids and password hash of one e-mail",
    "access_find_login_session": "ids of one refresh token",
    "access_find_api_key": "ids of one key",
    "access_has_users": "yes or no",
    "access_first_administrator": "ids of one user, for the operator",
    "access_record_refused_sign_in": "nothing; writes one row",
    "access_find_account_token": "ids of one link that was sent to a user",
    "access_find_login_step": "ids of one sign-in that waits for its second step",
    "access_find_passkey": "ids of one passkey",
    "access_find_oidc_identity": "ids of the active user of one account elsewhere",
    "access_find_invitation": "ids of one invitation",
    "access_mark_for_erasure": "when the caller's own organization is erased, or that it is the last",
    "access_due_erasure": "the id of an organization that is to be erased by now",
    "access_erase_rows": "a count; erases rows of an organization that is to be erased by now",
    "access_finish_erasure": "yes or no; erases an organization that is to be erased by now",
    "access_forget_sign_ups": "a count; erases organizations without a user whose sign-up was never confirmed",
    "audit_append": "nothing; gives new entries their places in their organization's chain",
    "audit_forget": "a count; erases the beginning of chains that is older than the installation keeps",
    "audit_forget_nobodys": "a count; erases entries of no organization that are older than the installation keeps",
    "access_lease_tokens": "counts of one scope that the caller names",
    "gateway_admit": "what the caller's own budgets have left",
    "gateway_confirm": "ids that the caller named",
    "gateway_settle": "ids that the caller named",
    "gateway_correct": "ids that the caller named",
    "gateway_void": "ids that the caller named",
    "gateway_void_strays": "a count",
    "gateway_sweep": "a count",
    "gateway_answered_to_others": "yes or no",
    "runs_unattended": "ids, state and epoch of runs that no living process has",
    "runs_outdated": "ids of runs without a conversation that were over long ago",
    "measurements_forget": "a count; erases figures that are older than the installation keeps",
    "notifications_forget": "a count; erases messages that are older than the installation keeps",
    "security_forget": "a count; erases security events and scans that are older than the installation keeps",
    "conversations_due": "ids of conversations that have expired or were deleted long ago",
    "access_outdated_roles": "ids of built-in roles that grant exactly what is named",
    "runs_erase": "a count; erases runs of the caller's own organization",
}

_FUNCTIONS = """select p.proname as name, p.prosecdef as is_definer, p.proconfig as config,
  has_function_privilege('public', p.oid, 'execute') as is_public,
  pg_get_userbyid(p.proowner) = current_user as is_owners
  from pg_proc p where p.pronamespace = 'public'::regnamespace
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')"""


@pytest.fixture
async def functions(owner_database: Database):
    async with owner_database.transaction() as session:
        return (await session.execute(text(_FUNCTIONS))).all()


class TestFunctions:
    def test_those_that_look_across_organizations_are_all_on_the_list(self, functions) -> None:
        assert {each.name for each in functions if each.is_definer} == set(LOOKS_ACROSS)

    def test_each_name_stands_for_one_function(self, functions) -> None:
        names = [each.name for each in functions]
        assert len(names) == len(set(names))

    def test_each_has_a_fixed_search_path_with_temporary_tables_last(self, functions) -> None:
        for each in functions:
            assert "search_path=public, pg_temp" in each.config, each.name

    def test_none_may_be_called_by_everybody(self, functions) -> None:
        assert [each.name for each in functions if each.is_public] == []

    def test_each_belongs_to_the_owner_role(self, functions) -> None:
        assert all(each.is_owners for each in functions)
