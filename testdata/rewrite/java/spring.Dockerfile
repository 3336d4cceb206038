FROM openjdk:11-jdk
MAINTAINER Erika Mustermann <erika@example.com>
VOLUME /tmp
ADD target/demo-0.0.1-SNAPSHOT.jar app.jar
EXPOSE 8080
ENTRYPOINT java -jar app.jar
