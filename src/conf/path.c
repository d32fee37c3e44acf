#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "conf/address.h"
#include "conf/conf.h"
#include "conf/read.h"

#define CONFIG_NAME	"newsieve/newsieved.yaml"
#define SYSTEM_CONFIG	SYSCONFDIR "/" CONFIG_NAME
#define SOCKET_NAME	"newsieved.sock"
#define SYSTEM_SOCKET	"/run/newsieve/" SOCKET_NAME

/* An absolute path from the environment, or NULL. */
static const char *
env_path(const char *name)
{
	const char	*s = getenv(name);

	return (s != NULL && s[0] == '/' ? s : NULL);
}

static const char *
home(void)
{
	struct passwd	*pw;
	const char	*s = env_path("HOME");

	if (s != NULL)
		return (s);
	pw = getpwuid(geteuid());
	return (pw != NULL && pw->pw_dir[0] == '/' ? pw->pw_dir : NULL);
}

/* The first of a list with colons, as systemd writes it. */
static char *
service_path(const char *name)
{
	const char	*s = env_path(name);

	return (s != NULL ? xstrndup(s, strcspn(s, ":")) : NULL);
}

/* A user's base directory (XDG), or NULL when there is no home either. */
static char *
user_path(const char *name, const char *below_home)
{
	const char	*s = env_path(name);

	if (s != NULL)
		return (xstrdup(s));
	if (below_home == NULL || home() == NULL)
		return (NULL);
	return (xasprintf("%s/%s", home(), below_home));
}

/* dir is freed. */
static char *
below(char *dir, const char *name)
{
	char	*path = xasprintf("%s/%s", dir, name);

	free(dir);
	return (path);
}

char *
path_expand(const char *path)
{
	if (path[0] == '/')
		return (xstrdup(path));
	if (strncmp(path, "~/", 2) != 0 || home() == NULL)
		return (NULL);
	return (xasprintf("%s%s", home(), path + 1));
}

char *
path_host_name(void)
{
	char	name[HOST_NAME_MAX + 1];

	if (gethostname(name, sizeof(name)) == -1)
		return (xstrdup("localhost"));
	name[HOST_NAME_MAX] = '\0';
	return (xstrdup(conf_address_is_host(name, strlen(name)) ? name :
	    "localhost"));
}

/* NULL for root, and for who has no home. */
static char *
user_config(void)
{
	char	*dir = NULL;

	if (geteuid() != 0)
		dir = user_path("XDG_CONFIG_HOME", ".config");
	return (dir != NULL ? below(dir, CONFIG_NAME) : NULL);
}

char *
conf_default_path(void)
{
	char	*path = user_config();

	if (path != NULL && access(path, F_OK) == 0)
		return (path);
	free(path);
	return (xstrdup(SYSTEM_CONFIG));
}

char *
path_no_default(const char *path)
{
	char	*user, *text;

	if (strcmp(path, SYSTEM_CONFIG) != 0)
		return (NULL);
	if ((user = user_config()) == NULL)
		return (xstrdup("no configuration: there is no " SYSTEM_CONFIG
		    ", which root reads; -f names another"));
	text = xasprintf("no configuration: neither %s nor " SYSTEM_CONFIG
	    " is there", user);
	free(user);
	return (text);
}

char *
conf_default_state(void)
{
	char	*dir;

	if ((dir = service_path("STATE_DIRECTORY")) != NULL)
		return (dir);
	if (geteuid() != 0 &&
	    (dir = user_path("XDG_STATE_HOME", ".local/state")) != NULL)
		return (below(dir, "newsieve"));
	return (xstrdup(LOCALSTATEDIR "/lib/newsieve"));
}

char *
conf_default_socket(void)
{
	char	*dir;

	if ((dir = service_path("RUNTIME_DIRECTORY")) != NULL)
		return (below(dir, SOCKET_NAME));
	if (geteuid() != 0) {
		if ((dir = user_path("XDG_RUNTIME_DIR", NULL)) != NULL)
			return (below(dir, "newsieve/" SOCKET_NAME));
		return (below(conf_default_state(), SOCKET_NAME));
	}
	return (xstrdup(SYSTEM_SOCKET));
}

/* tried grows by a path, which is freed; 1 when there is something at it. */
static int
try_socket(char *path, char **tried)
{
	char	*longer;
	int	 there = access(path, F_OK) == 0;

	if (there || *tried == NULL) {
		free(*tried);
		*tried = path;
		return (there);
	}
	if (strcmp(*tried, path) != 0) {
		longer = xasprintf("%s, %s", *tried, path);
		free(*tried);
		*tried = longer;
	}
	free(path);
	return (0);
}

char *
conf_find_socket(char **tried)
{
	*tried = NULL;
	if (try_socket(conf_default_socket(), tried) || (geteuid() != 0 &&
	    try_socket(below(conf_default_state(), SOCKET_NAME), tried)))
		return (xstrdup(*tried));
	try_socket(xstrdup(SYSTEM_SOCKET), tried);
	return (xstrdup(SYSTEM_SOCKET));
}
