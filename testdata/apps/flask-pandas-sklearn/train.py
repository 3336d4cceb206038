"""Trains the model that server.py answers from."""
import os

import joblib
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

if __name__ == "__main__":
    iris = load_iris(as_frame=True)
    model = make_pipeline(StandardScaler(), RandomForestClassifier(n_estimators=25, random_state=0))
    model.fit(iris.data, iris.target_names[iris.target])
    joblib.dump(model, os.environ.get("MODEL_PATH", "model.joblib"))
    print(f"{model.score(iris.data, iris.target_names[iris.target]):.2f}")
