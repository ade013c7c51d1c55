"""`python -m smsxl`: the same as the command `smsxl`."""

from smsxl.cli.main import console

if __name__ == "__main__":
    console()
