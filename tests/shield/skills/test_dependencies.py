"""What a skill makes somebody install."""

import json

import pytest

from pilothouse.shield.skills.dependencies import imitates, judge_dependencies


def detectors(path: str, text: str) -> set[str]:
    return {each.detector for each in judge_dependencies(path, text)}


class TestNames:
    @pytest.mark.parametrize(
        ("name", "model"),
        [
            ("reqeusts", "requests"),
            ("request5", "requests"),
            ("nunpy", "numpy"),
            ("pandsa", "pandas"),
            ("beautifulsop4", "beautifulsoup4"),
        ],
    )
    def test_a_slip_of_a_popular_name_is_told(self, name: str, model: str) -> None:
        assert imitates(name, "pypi") == model

    @pytest.mark.parametrize(
        "name", ["requests", "Requests", "numpy", "typing_extensions", "my-own-tool", "abc", "boto"]
    )
    def test_known_and_distant_names_are_fine(self, name: str) -> None:
        assert imitates(name, "pypi") is None

    def test_npm_has_names_of_its_own(self) -> None:
        assert imitates("lodahs", "npm") == "lodash"
        assert imitates("@scope/lodahs", "npm") is None


class TestFiles:
    def test_requirements(self) -> None:
        text = "requests>=2\nreqeusts==1.0\ninternal @ http://198.51.100.7/p.whl\n"
        assert detectors("requirements.txt", text) == {"skill_typosquat", "skill_dependency_source"}

    def test_a_project_file(self) -> None:
        assert detectors("pyproject.toml", '[project]\nname = "a"\ndependencies = ["nunpy>=1"]\n') == {
            "skill_typosquat"
        }

    def test_installation_commands_in_prose(self) -> None:
        assert detectors("SKILL.md", "Run `pip install reqeusts` first.") == {"skill_typosquat"}
        assert detectors("SKILL.md", "Run `npx playwright trace close` and `pip install requests rich`.") == set()

    def test_scripts_that_run_while_npm_installs(self) -> None:
        package = {"scripts": {"postinstall": "node setup.js", "test": "node test.js"}}
        assert detectors("package.json", json.dumps(package)) == {"malware_install_hook"}
        assert (
            detectors("package.json", json.dumps({"scripts": {"prepare": "husky", "postinstall": "husky install"}}))
            == set()
        )

    @pytest.mark.parametrize("text", ["{", "[]", '{"scripts": 1, "dependencies": []}', "\0", "[" * 5000])
    def test_what_is_broken_is_passed_over(self, text: str) -> None:
        for path in ("package.json", "pyproject.toml", "requirements.txt", "SKILL.md"):
            detectors(path, text)
