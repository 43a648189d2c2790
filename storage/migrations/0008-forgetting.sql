-- What is over is found by its end, to be forgotten after some days.

CREATE INDEX code_ended ON one_time_code (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;
