"""`python -m server` is the command line too, where nothing has been installed under the name entaku."""

from server.cli import main

main()
