FROM python:3.12
WORKDIR /srv
COPY . /srv
RUN pip install -r requirements/prod.txt -c constraints.txt
CMD ["gunicorn", "app:app"]
