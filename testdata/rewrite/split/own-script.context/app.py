import flask, nltk
