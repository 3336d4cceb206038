import flask, redis
