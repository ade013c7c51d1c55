"""`python -m smsxl`."""

from smsxl.cli.main import run

if __name__ == "__main__":
    run()
