"""The edges over real sockets: a uvicorn server on a free port, a real runtime, a real log."""
