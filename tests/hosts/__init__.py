"""Tests of the adapters that read workbooks."""
