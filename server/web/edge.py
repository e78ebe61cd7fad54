"""The server's edge: uvicorn with bounds on headers and frames."""

import logging
from functools import partial
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette

from server.web.doorstep import Doorstep
from server.web.listening import BACKLOG
from server.web.parse import LARGEST
from server.web.porter import Porter
from server.web.upgrade import Upgrade


def configured(app: Starlette, **settings: Any) -> uvicorn.Config:
    """How uvicorn runs the app. Its own access log stays off: it would write addresses and tokens."""
    logging.getLogger("uvicorn.access").disabled = True
    # What it says of each socket holds an address too, and is no more than information.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    return uvicorn.Config(
        app,
        http=cast(Any, partial(Doorstep, app, Porter())),
        ws=Upgrade,
        ws_max_size=LARGEST,
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # a line sees to that, see patrol.py
        backlog=BACKLOG,
        log_config=None,
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=LARGEST,
        timeout_graceful_shutdown=5,
        workers=1,  # else uvicorn would read how many from the environment
        **settings,
    )
