"""What runs inside LibreOffice, in its own Python: version 3.9 or newer, the standard library and `uno` alone."""
