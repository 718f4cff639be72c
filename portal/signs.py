"""The signs of life of this process, for monitors: numbers only, and never whose.

Each is counted where it happens; portal.watching gives them out.
"""

from prometheus_client import Counter, Histogram

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

edits = Counter("onward_edits", "Edits of plans, by what they were answered", ["answer"])
edits_per_commit = Histogram(
    "onward_edits_per_commit", "Edits that shared one commit", buckets=(1, 2, 4, 8, 16, 32, 64)
)
commit_seconds = Histogram("onward_commit_seconds", "Waiting for the disk at each commit", buckets=QUICK)
socket_events = Counter("onward_socket_events", "What came over sockets, by event and answer", ["event", "answer"])
news = Counter("onward_news", "Messages with news, one for all viewers of a side who follow the same thing")
hang_ups = Counter("onward_hang_ups", "Sockets that were hung up on, by reason", ["reason"])
requests = Histogram(
    "onward_request_seconds", "Requests, by the first digit of their status", ["status"], buckets=QUICK
)
refusals = Counter("onward_refusals", "Requests that were refused, by status", ["status"])
jobs_run = Counter("onward_jobs_run", "Jobs that were run, by how they ended", ["end"])
loop_lag_seconds = Histogram(
    "onward_loop_lag_seconds", "How late a green thread wakes that asked to sleep", buckets=QUICK
)
