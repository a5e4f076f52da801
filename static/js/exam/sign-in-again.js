// Signing in again without leaving the page or losing what waits to be sent (原页重新登录).
import { closeDialog, openModal } from "./dialogs.js";

export class SignInAgain {
  constructor({ dialog, url, transport, banners, onDone }) {
    Object.assign(this, { dialog, url, transport, banners, onDone });
    this.form = dialog.querySelector("form");
    this.error = dialog.querySelector("[data-error]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    dialog.querySelector("[data-later]").addEventListener("click", () => closeDialog(dialog));
  }

  done() {
    this.banners.show("signed-out", "danger", null);
    if (this.dialog.open) closeDialog(this.dialog);
  }

  ask() {
    this.banners.show("signed-out", "danger", "登录已失效，作答存在本机，尚未上传。", ["重新登录", () => this.open()]);
    this.open();
  }

  open() {
    openModal(this.dialog);
    this.form.elements.login.focus();
  }

  async submit() {
    const { login, password } = this.form.elements;
    const submit = this.form.querySelector("[type='submit']");
    submit.disabled = true;
    try {
      const given = { login: login.value.trim(), password: password.value };
      let told = await this.transport.post(this.url, given);
      if (told.status === 400 && (await this.transport.renew("/sign-in"))) told = await this.transport.post(this.url, given);
      this.hear(told);
    } catch {
      this.refuse("网络不通，请稍后再试。作答仍在本机。");
    } finally {
      submit.disabled = false;
    }
  }

  hear({ status, body }) {
    if (status !== 200 || !body.csrf_token) {
      this.refuse(body.message ?? "未能登录，请核对登录名和密码。");
      return;
    }
    this.transport.token = body.csrf_token;
    this.form.reset();
    this.refuse("");
    this.done();
    this.onDone();
  }

  refuse(text) {
    this.error.textContent = text;
    this.error.hidden = !text;
    if (text) this.form.elements.password.select();
  }
}
