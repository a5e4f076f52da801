"""What Flask itself costs: one route, one small JSON answer."""

from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/", methods=["GET", "POST"])
def hello():
    return jsonify(state="saved")
