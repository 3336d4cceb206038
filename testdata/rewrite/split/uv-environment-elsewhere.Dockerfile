FROM python:3.12
ENV VENV=/opt/venv
ENV UV_PROJECT_ENVIRONMENT=$VENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
RUN pip install uv
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-install-project --no-dev
COPY . .
CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
