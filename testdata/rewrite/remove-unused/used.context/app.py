import flask, pandas
