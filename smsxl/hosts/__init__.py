"""Where workbooks live: the port and its adapters."""
