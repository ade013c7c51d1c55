"""smsxl: service management plans and service risk assessments in Excel, checked where people keep them."""

__version__ = "0.1.0"
