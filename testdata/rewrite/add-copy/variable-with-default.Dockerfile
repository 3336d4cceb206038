FROM eclipse-temurin:17-jre
ARG JAR_FILE=target/shop.jar
ADD ${JAR_FILE} app.jar
ENTRYPOINT ["java", "-jar", "/app.jar"]
