FROM openjdk:11-jdk
LABEL org.opencontainers.image.authors="Erika Mustermann <erika@example.com>"
VOLUME /tmp
COPY target/demo-0.0.1-SNAPSHOT.jar app.jar
EXPOSE 8080
ENTRYPOINT ["java", "-jar", "app.jar"]
