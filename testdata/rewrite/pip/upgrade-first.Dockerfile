FROM python:3.11
WORKDIR /usr/src/app
COPY requirements.txt ./
RUN pip install --upgrade pip && pip install -r requirements.txt
COPY . .
CMD [ "python", "./run.py" ]
