FROM tomcat:9.0-jdk11
COPY ./target/shop.war /usr/local/tomcat/webapps/
RUN apt-get update && apt-get install -y vim && rm -rf /var/lib/apt/lists/*
CMD ["catalina.sh", "run"]
