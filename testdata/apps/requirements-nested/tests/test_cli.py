from click.testing import CliRunner

from newsdesk.cli import main


def test_version():
    assert "0.3.1" in CliRunner().invoke(main, ["--version"]).output
