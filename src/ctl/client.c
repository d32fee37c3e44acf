#include <sys/un.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <json-c/json.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "conf/conf.h"
#include "ctl/client.h"

#define REPLY_MAX	(256 * 1024 * 1024)	/* bytes */
#define REPLY_TIME	60L			/* seconds */

static size_t
client_write(char *data, size_t size, size_t n, void *arg)
{
	struct buf	*b = arg;

	buf_put(b, data, size * n);
	return (b->failed ? 0 : size * n);
}

void
client_escape(struct buf *b, const char *s)
{
	static const char	plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

	for (; *s != '\0'; s++)
		if (strchr(plain, *s) != NULL)
			buf_putc(b, *s);
		else
			buf_printf(b, "%%%02X", (unsigned char)*s);
}

/* tried: where a socket was looked for, path the last of it. */
static enum ctl_exit
client_no_daemon(const char *path, const char *tried, long error)
{
	if (error == EACCES)
		log_error("%s: %s (root, newsieved's user and its group may)",
		    path, strerror(EACCES));
	else
		log_error("no newsieved answers at %s: %s (is it running?)",
		    tried, strerror((int)error));
	return (CTL_NO_DAEMON);
}

/* An easy handle that speaks to nobody but the socket. */
static CURL *
client_handle(const char *path, const char *method, const char *body,
    struct curl_slist *headers, struct buf *out)
{
	CURL	*curl;

	if ((curl = curl_easy_init()) == NULL)
		return (NULL);
	curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, path);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, REPLY_TIME);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	if (body != NULL)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, client_write);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
	return (curl);
}

static enum ctl_exit
client_perform(CURL *curl, const char *path, const char *tried, int *status)
{
	char		text[CURL_ERROR_SIZE] = "";
	CURLcode	code;
	long		value = 0;

	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, text);
	code = curl_easy_perform(curl);
	if (code == CURLE_COULDNT_CONNECT) {
		curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &value);
		return (client_no_daemon(path, tried, value));
	}
	if (code != CURLE_OK) {
		log_error("%s: %s", path, *text != '\0' ? text :
		    curl_easy_strerror(code));
		return (CTL_FAILED);
	}
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &value);
	*status = (int)value;
	return (CTL_OK);
}

/* Sends, and collects the reply's bytes in out. */
static enum ctl_exit
client_exchange(const char *path, const char *tried, const char *method,
    const char *url, const char *body, struct buf *out, int *status)
{
	struct curl_slist	*headers;
	enum ctl_exit		 result;
	CURL			*curl;

	headers = curl_slist_append(NULL, "Content-Type: application/json");
	headers = curl_slist_append(headers, "Expect:");
	curl = client_handle(path, method, body, headers, out);
	if (curl == NULL || headers == NULL)
		fatal("libcurl has no memory");
	curl_easy_setopt(curl, CURLOPT_URL, url);
	result = client_perform(curl, path, tried, status);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	return (result);
}

static enum ctl_exit
client_refused(const char *path, struct client_reply *reply)
{
	struct json_object	*error;

	if (json_object_object_get_ex(reply->body, "error", &error) &&
	    json_object_is_type(error, json_type_string))
		reply->error = xstrdup(json_object_get_string(error));
	else
		reply->error = xasprintf("%s: answered %d", path,
		    reply->status);
	return (CTL_FAILED);
}

enum ctl_exit
client_call(const struct ctl *ctl, const char *method, const char *path,
    const char *body, struct client_reply *reply)
{
	struct sockaddr_un	 sun;
	struct buf		 out;
	enum ctl_exit		 result;
	char			*file, *tried = NULL;
	char			*url = xasprintf("http://newsieved%s", path);

	file = ctl->socket != NULL ? xstrdup(ctl->socket) :
	    conf_find_socket(&tried);
	memset(reply, 0, sizeof(*reply));
	buf_init(&out, REPLY_MAX);
	if (strlen(file) >= sizeof(sun.sun_path)) {
		log_error("%s: too long for a socket's path", file);
		result = CTL_USAGE;
	} else
		result = client_exchange(file, tried != NULL ? tried : file,
		    method, url, body, &out, &reply->status);
	if (result == CTL_OK) {
		reply->body = json_tokener_parse(buf_string(&out));
		if (reply->status >= 400)
			result = client_refused(file, reply);
		else if (reply->body == NULL) {
			log_error("%s: the answer is not JSON", file);
			result = CTL_FAILED;
		}
	}
	buf_clear(&out);
	free(url);
	free(tried);
	free(file);
	return (result);
}

void
client_reply_clear(struct client_reply *reply)
{
	json_object_put(reply->body);
	free(reply->error);
	memset(reply, 0, sizeof(*reply));
}
