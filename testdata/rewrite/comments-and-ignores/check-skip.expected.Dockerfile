# check=skip=MaintainerDeprecated,JSONArgsRecommended
FROM python:3.12-slim
MAINTAINER erika@example.com
WORKDIR /src
CMD python app.py
