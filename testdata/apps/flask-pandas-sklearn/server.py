import io
import os

import joblib
import pandas as pd
from flask import Flask, jsonify, render_template, request, send_file

app = Flask(__name__)
model = joblib.load(os.environ.get("MODEL_PATH", "model.joblib"))


@app.route("/")
def index():
    table = pd.DataFrame({"feature": model.feature_names_in_, "importance": model[-1].feature_importances_.round(1)})
    return render_template("index.html", table=table.to_html(index=False))


@app.route("/predict", methods=["POST"])
def predict():
    row = pd.DataFrame([request.get_json()], columns=model.feature_names_in_)
    return jsonify(species=str(model.predict(row)[0]))


@app.route("/describe", methods=["POST"])
def describe():
    frame = pd.read_csv(request.files["file"], parse_dates=["day"])
    frame["day"] = frame.day.dt.tz_localize("Europe/Paris").dt.tz_convert("Asia/Tokyo")
    return jsonify(rows=len(frame), mean=float(frame.value.mean()), first=frame.day.iloc[0].isoformat())


def workbook():
    out = io.BytesIO()
    pd.DataFrame({"a": [1, 2], "b": ["x", "é"]}).to_excel(out, index=False)
    out.seek(0)
    return out


@app.route("/sheet.xlsx")
def sheet():
    return send_file(workbook(), download_name="sheet.xlsx")


@app.route("/sheet-back")
def sheet_back():
    return jsonify(pd.read_excel(workbook()).to_dict("list"))


@app.route("/parallel")
def parallel():
    """Worker processes: they need semaphores and a writable temporary folder."""
    from joblib import Parallel, delayed
    from sklearn.metrics import mean_squared_error

    squares = Parallel(n_jobs=2)(delayed(pow)(n, 2) for n in range(5))
    return jsonify(squares=squares, error=mean_squared_error([1, 2], [1, 4]))


@app.route("/science")
def science():
    """Parts of SciPy and scikit-learn that nothing else imports."""
    import numpy
    from scipy import integrate, linalg, optimize, sparse, stats
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_info

    points = numpy.array([[0.0, 0.0], [0.1, 0.0], [5.0, 5.0], [5.1, 5.0]])
    return jsonify(
        blas=sorted({info["internal_api"] for info in threadpool_info() if info["user_api"] == "blas"}),
        clusters=len(set(KMeans(2, n_init=1, random_state=0).fit_predict(points))),
        components=PCA(1).fit_transform(points).shape[1],
        determinant=round(float(linalg.det([[2, 1], [1, 3]])), 6),
        integral=round(integrate.quad(lambda x: x * x, 0, 3)[0], 6),
        logistic=str(LogisticRegression().fit(points, [0, 0, 1, 1]).predict([[4.0, 4.0]])[0]),
        minimum=round(float(optimize.minimize_scalar(lambda x: (x - 2) ** 2).x), 3),
        normal=round(float(stats.norm.cdf(0)), 3),
        sparse=sparse.eye(3).nnz,
    )
