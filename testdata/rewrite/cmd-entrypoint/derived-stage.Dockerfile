FROM python:3.12-slim AS base
CMD python app.py
FROM base AS dev
ENTRYPOINT ["debugpy"]
