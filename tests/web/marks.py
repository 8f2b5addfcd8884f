"""The marks of every test of the page."""

import pytest

in_the_browser = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
