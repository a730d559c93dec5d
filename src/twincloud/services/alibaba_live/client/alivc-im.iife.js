// Interactive messaging in a page, with the names, events and codes of the vendor's own script, for servers of twincloud:
//
//   <script src="http://127.0.0.1:4600/live/sdk/alivc-im.iife.js"></script>
//   const { ImEngine } = window.AliVCInteraction;
//
// It connects to the server that it was loaded from; `extra: { endpoint: 'ws://...' }` in the configuration names another.
(function () {
  'use strict';

  const SCRIPT = document.currentScript ? document.currentScript.src : location.href;
  const FINAL = (code) => (code >= 3500 && code < 4000) || (code >= 4500 && code < 5000);
  const TOKEN_EXPIRED = 109;
  const SHORTEST_PAUSE_MS = 200;
  const LONGEST_PAUSE_MS = 5000;
  const RENEW_BEFORE_S = 10;
  const FIRST_ATTEMPTS = 5;

  const ImErrors = {
    ERROR_HAS_LOGIN: 304, ERROR_INVALID_PARAM: 400, ERROR_NO_PERMISSION: 403, ERROR_NO_SESSION: 404,
    ERROR_INTERNAL_BUSY: 412, ERROR_GROUP_NOT_JOINED: 425, ERROR_GROUP_NOT_EXIST: 440, ERROR_GROUP_DELETED: 441,
    ERROR_SEDN_GROUP_MSG_FAIL: 442, ERROR_REACH_MAX: 443, ERROR_JOIN_GROUP_FAIL: 450, ERROR_INTERNALE_RROR: 500,
    ERROR_INVALID_STATE: 601, ERROR_NOT_LOGIN: 602, ERROR_RECEIVE_LAST_SESSION: 603, ERROR_PARSE_DATA_ERROR: 604,
  };
  const ImLogLevel = { NONE: 0, DBUG: 1, INFO: 2, WARN: 3, ERROR: 4 };
  const ImMessageLevel = { NORMAL: 0, HIGH: 1 };
  const ImSortType = { ASC: 0, DESC: 1 };

  const failure = (code, message) => Object.assign(new Error(message), { code, msg: message });

  class EventEmitter {
    constructor() {
      this._listeners = new Map();
    }
    on(event, listener, context, once = false) {
      this._listeners.set(event, [...this.listenersOf(event), { listener, context, once }]);
      return this;
    }
    once(event, listener, context) {
      return this.on(event, listener, context, true);
    }
    off(event, listener) {
      this._listeners.set(event, listener ? this.listenersOf(event).filter((one) => one.listener !== listener) : []);
      return this;
    }
    emit(event, ...values) {
      const found = this.listenersOf(event);
      for (const { listener, context, once } of found) {
        if (once) this.off(event, listener);
        try {
          listener.apply(context || this, values);
        } catch (error) {
          console.error(error); // one listener's fault is not another's
        }
      }
      return found.length > 0;
    }
    removeAllListeners(event) {
      if (event === undefined) this._listeners.clear();
      else this._listeners.delete(event);
      return this;
    }
    listenersOf(event) {
      return this._listeners.get(event) || [];
    }
    listeners(event) {
      return this.listenersOf(event).map((one) => one.listener);
    }
    listenerCount(event) {
      return this.listenersOf(event).length;
    }
    eventNames() {
      return [...this._listeners.keys()].filter((event) => this.listenerCount(event));
    }
  }
  EventEmitter.prototype.addListener = EventEmitter.prototype.on;
  EventEmitter.prototype.removeListener = EventEmitter.prototype.off;

  // One WebSocket: commands with their replies, pushes, pings. It knows nothing of what they mean.
  class Wire {
    constructor(url, onPush, onClose) {
      this._waiting = new Map();
      this._number = 0;
      this._socket = new WebSocket(url);
      this._onPush = onPush;
      this.opened = new Promise((resolve, reject) => {
        this._socket.onopen = resolve;
        this._socket.onclose = (event) => {
          const lost = failure(ImErrors.ERROR_NO_SESSION, event.reason || 'the connection was lost');
          reject(lost);
          this._waiting.forEach((one) => one.reject(lost));
          this._waiting.clear();
          onClose(event.code);
        };
      });
      this.opened.catch(() => {}); // onClose tells of it
      this._socket.onmessage = (event) => event.data.split('\n').filter(Boolean).forEach((line) => this._read(line));
    }
    ask(command) {
      this._number += 1;
      const id = this._number;
      return new Promise((resolve, reject) => {
        this._waiting.set(id, { resolve, reject });
        this._socket.send(JSON.stringify({ id, ...command }));
      });
    }
    close() {
      this._socket.close(1000);
    }
    _read(line) {
      const reply = JSON.parse(line);
      const waiting = this._waiting.get(reply.id);
      if (reply.push) this._onPush(reply.push);
      else if (!reply.id) this._socket.send('{}');
      else if (waiting) {
        this._waiting.delete(reply.id);
        if (reply.error) waiting.reject(failure(reply.error.code, reply.error.message));
        else waiting.resolve(reply);
      }
    }
  }

  // A login: keeps its connection, its subscriptions with their positions, and its token alive.
  class Session {
    constructor(url, claim, data, heard) {
      this.url = url;
      this.claim = claim;
      this.data = data;
      this.heard = heard; // {connecting, connected(again, infos), failed(error), ended(code), event(data), renew(done)}
      this.groups = new Set();
      this._positions = new Map();
      this._attempts = 0;
      this._again = false;
      this._over = false;
    }
    start() {
      this.heard.connecting();
      const wire = new Wire(this.url, (push) => this._pushed(push), (code) => this._closed(wire, code));
      this._wire = wire;
      wire.opened.then(() => this._greet(wire)).catch(() => {});
    }
    end() {
      this._over = true;
      clearTimeout(this._timer);
      clearTimeout(this._renewal);
      this._wire.close();
    }
    reconnect() {
      this._wire.close();
    }
    async call(method, data) {
      return (await this._wire.ask({ rpc: { method, data: data || {} } })).rpc.data;
    }
    async join(groupId) {
      const info = await this._subscribe(groupId, false);
      this.groups.add(groupId);
      return info;
    }
    async leave(groupId) {
      this.groups.delete(groupId);
      this._positions.delete(this._channel(groupId));
      await this._wire.ask({ unsubscribe: { channel: this._channel(groupId) } });
    }
    forget(groupId) {
      this.groups.delete(groupId);
      this._positions.delete(this._channel(groupId));
    }
    _channel(groupId) {
      return `g:${this.claim.appId}:${groupId}`;
    }
    async _greet(wire) {
      const subs = {};
      const own = `u:${this.claim.appId}:${this.claim.userId}`;
      if (this._positions.has(own)) subs[own] = { recover: true, ...this._positions.get(own) };
      let reply;
      try {
        reply = (await wire.ask({ connect: { token: JSON.stringify(this.claim), data: this.data, subs } })).connect;
      } catch (error) {
        if (error.code === TOKEN_EXPIRED) this._renew(() => wire.close());
        return; // for any other reason the connection is closed with a code
      }
      this._attempts = 0;
      Object.entries(reply.subs || {}).forEach(([channel, sub]) => this._follow(channel, sub));
      if (reply.expires) this._renewIn(reply.ttl);
      const infos = [];
      for (const groupId of [...this.groups]) {
        try {
          infos.push(await this._subscribe(groupId, true));
        } catch (error) {
          if (this._wire !== wire || error.code === ImErrors.ERROR_NO_SESSION) return; // cut off again
          this.forget(groupId);
          if (error.code === ImErrors.ERROR_GROUP_DELETED) this.heard.event({ k: 'exit', groupId, reason: 1 });
        }
      }
      this.heard.connected(this._again, infos.filter((info) => info && info.groupId));
      this._again = true;
    }
    async _subscribe(groupId, recover) {
      const channel = this._channel(groupId);
      const position = recover && this._positions.get(channel);
      const request = { channel, recoverable: true, positioned: true, ...(position ? { recover: true, ...position } : {}) };
      const sub = (await this._wire.ask({ subscribe: request })).subscribe;
      this._follow(channel, sub);
      return sub.data;
    }
    _follow(channel, sub) {
      const missed = sub.recovered ? sub.publications || [] : [];
      if (!sub.recovered) this._positions.set(channel, { epoch: sub.epoch, offset: sub.offset || 0 });
      missed.forEach((publication) => this._published(channel, publication));
    }
    _published(channel, publication) {
      const position = this._positions.get(channel);
      if (publication.offset) {
        if (position && publication.offset <= position.offset) return;
        if (position) position.offset = publication.offset;
      }
      this.heard.event(publication.data);
    }
    _pushed(push) {
      if (push.pub) this._published(push.channel, push.pub);
      else if (push.unsubscribe) {
        const groupId = push.channel.split(':').slice(2).join(':');
        if (push.unsubscribe.code < 2500) this.forget(groupId);
        else this._subscribe(groupId, true).catch(() => this.forget(groupId));
      }
    }
    _closed(wire, code) {
      if (this._wire !== wire || this._over) return;
      clearTimeout(this._renewal);
      const unreachable = !this._again && this._attempts >= FIRST_ATTEMPTS;
      if (FINAL(code) || unreachable) {
        this._over = true;
        const why = unreachable ? ImErrors.ERROR_INTERNAL_BUSY : ImErrors.ERROR_NO_PERMISSION;
        if (this._again) this.heard.ended(code);
        else this.heard.failed(failure(why, unreachable ? 'no server answers' : `login was refused (${code})`));
        return;
      }
      const pause = Math.min(SHORTEST_PAUSE_MS * 2 ** this._attempts, LONGEST_PAUSE_MS);
      this._attempts += 1;
      this._timer = setTimeout(() => this.start(), pause * (0.5 + Math.random() / 2));
    }
    _renewIn(seconds) {
      clearTimeout(this._renewal);
      const wait = Math.max(seconds - RENEW_BEFORE_S, seconds / 2);
      this._renewal = setTimeout(() => this._renew(async () => {
        const reply = await this._wire.ask({ refresh: { token: JSON.stringify(this.claim) } });
        if (reply.refresh.expires) this._renewIn(reply.refresh.ttl);
      }), Math.min(wait * 1000, 2 ** 31 - 1));
    }
    _renew(use) {
      this.heard.renew((error, auth) => {
        if (error || !auth || this._over) return;
        this.claim = { ...this.claim, ...auth };
        Promise.resolve(use()).catch(() => {});
      });
    }
  }

  const asked = (groupIdOrRequest) =>
    typeof groupIdOrRequest === 'string' ? { groupId: groupIdOrRequest } : { ...groupIdOrRequest };
  // Methods whose result is what the server answers, is nothing, or is one member of the answer.
  const provide = (manager, names, shape) => names.forEach((name) => {
    manager.prototype[name] = async function (request) {
      return shape(await this._engine._live().call(name, asked(request)));
    };
  });

  class AliVCIMGroupManager extends EventEmitter {
    constructor(engine) {
      super();
      this._engine = engine;
    }
    async joinGroup(groupIdOrRequest) {
      const { groupId } = asked(groupIdOrRequest);
      const session = this._engine._live();
      return session.groups.has(groupId) ? session.call('queryGroup', { groupId }) : session.join(groupId);
    }
    async leaveGroup(groupIdOrRequest) {
      await this._engine._live().leave(asked(groupIdOrRequest).groupId);
    }
  }
  provide(AliVCIMGroupManager, ['createGroup', 'queryGroup', 'listRecentGroupUser', 'listGroupUser', 'listMuteUsers'],
    (answer) => answer);
  provide(AliVCIMGroupManager, ['closeGroup', 'modifyGroup', 'muteAll', 'cancelMuteAll', 'muteUser', 'cancelMuteUser'],
    () => undefined);

  class AliVCIMMessageManager extends EventEmitter {
    constructor(engine) {
      super();
      this._engine = engine;
    }
  }
  provide(AliVCIMMessageManager, ['sendC2cMessage', 'sendGroupMessage'], (answer) => answer.messageId);
  provide(AliVCIMMessageManager, ['listMessage', 'listRecentMessage', 'listHistoryMessage'], (answer) => answer);
  provide(AliVCIMMessageManager, ['deleteMessage'], () => undefined);

  class ImEngine extends EventEmitter {
    static createEngine() {
      ImEngine.engine = ImEngine.engine || new ImEngine();
      return ImEngine.engine;
    }
    static isSupport() {
      return typeof WebSocket === 'function';
    }
    static getSdkVersion() {
      return 'twincloud';
    }
    async init(config) {
      if (this._config) throw failure(1001, 'the engine is initialised already');
      if (!config || !config.appId) throw failure(-2, 'the configuration names no appId');
      this._config = config;
      this._groups = new AliVCIMGroupManager(this);
      this._messages = new AliVCIMMessageManager(this);
    }
    unInit() {
      if (this._session) this._session.end();
      this._session = this._config = this._groups = this._messages = undefined;
      this.removeAllListeners();
      return true;
    }
    login({ user, userAuth }) {
      if (!this._config) return Promise.reject(failure(ImErrors.ERROR_INVALID_STATE, 'init was not called'));
      if (this._session) return Promise.reject(failure(ImErrors.ERROR_HAS_LOGIN, 'there is a login already'));
      const claim = { appId: this._config.appId, userId: user.userId, ...userAuth };
      const data = { userExtension: user.userExtension || '', deviceId: this._config.deviceId || '' };
      return new Promise((resolve, reject) => {
        this._session = new Session(this._endpoint(), claim, data, {
          connecting: () => this.emit('connecting'),
          connected: (again, infos) => {
            this.emit('connectsuccess');
            if (again) this.emit('reconnectsuccess', infos);
            else resolve();
          },
          failed: (error) => {
            this._session = undefined;
            this.emit('connectfailed', error);
            reject(error);
          },
          ended: (code) => {
            this._session = undefined;
            this.emit('disconnect', { 4503: 2, 4504: 4 }[code] || 3);
          },
          event: (event) => this._heard(event),
          renew: (done) => this.emit('tokenexpired', done),
        });
        this._session.start();
      });
    }
    async logout() {
      this._live().end();
      this._session = undefined;
      this.emit('disconnect', 1);
    }
    reconnect() {
      this._live().reconnect();
    }
    getCurrentUserId() {
      return this._session ? this._session.claim.userId : '';
    }
    isLogin() {
      return Boolean(this._session);
    }
    getMessageManager() {
      return this._messages;
    }
    getGroupManager() {
      return this._groups;
    }
    _live() {
      if (!this._session) throw failure(ImErrors.ERROR_NOT_LOGIN, 'not logged in');
      return this._session;
    }
    _endpoint() {
      const { endpoint } = this._config.extra || {};
      return endpoint || new URL('/live/connection/websocket', SCRIPT).href.replace(/^http/, 'ws');
    }
    _heard({ k, ...event }) {
      const { groupId } = event;
      const told = {
        msg: () => this._messages.emit('recvgroupmessage', event, groupId),
        del: () => this._messages.emit('deletegroupmessage', event.messageId, groupId),
        c2c: () => {
          const { reliable, ...message } = event;
          if (reliable) this._live().call('ack', { messageId: message.messageId }).catch(() => {});
          this._messages.emit('recvc2cmessage', message);
        },
        member: () => this._groups.emit('memberchange', groupId, event.memberCount, event.joinUsers, event.leaveUsers),
        mute: () => this._groups.emit('mutechange', groupId, event),
        info: () => this._groups.emit('infochange', groupId, event),
        exit: () => {
          if (this._session) this._session.forget(groupId);
          this._groups.emit('exit', groupId, event.reason);
        },
      }[k];
      if (told) told();
    }
  }

  window.AliVCInteraction = {
    ImEngine, AliVCIMGroupManager, AliVCIMMessageManager, EventEmitter, ImErrors, ImLogLevel, ImMessageLevel, ImSortType,
  };
})();
