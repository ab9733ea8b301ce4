using System.Globalization;
using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Azure.Answers;
using AksExtensions.Azure.Pipeline;
using AksExtensions.Settings;

namespace AksExtensions.Azure.Clients;

/// <summary><see cref="IRunCommandClient"/> over Microsoft.ContainerService.</summary>
internal sealed class RunCommandClient(ArmCalls calls) : IRunCommandClient
{
    private const string ApiVersion = "2024-09-01";

    public async Task<CommandPoll> StartAsync(ClusterReference cluster, string command, bool asCaller, CancellationToken cancellationToken)
    {
        var token = asCaller ? await calls.Requests.GetClusterTokenAsync(cancellationToken) : null;
        if (token is not null)
        {
            calls.Scope.Remember(new Dictionary<string, SecretValue> { ["clusterToken"] = new(token) }, []);
        }

        var uri = calls.Requests.Uri($"{cluster.Path}/runCommand", ApiVersion);
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["command"] = command, ["context"] = string.Empty, ["clusterToken"] = token ?? string.Empty });
        var (response, _) = await calls.SendAsync(RequestMethod.Post, uri, body, cancellationToken);
        return Read(response, cluster, response.Status == 202
            ? response.Headers.TryGetValue("Location", out var location)
                ? calls.Requests.Link("The Location of the command", location)
                : throw ErrorMapper.Invalid(response, cluster.Id, "it has no Location")
            : uri);
    }

    public async Task<CommandPoll> PollAsync(ClusterReference cluster, Uri link, CancellationToken cancellationToken) =>
        Read(await calls.GetAsync(link, cancellationToken), cluster, link);

    private CommandPoll Read(Response response, ClusterReference cluster, Uri link)
    {
        switch (response.Status)
        {
            case 202:
                return new(link, null, AnswerHeaders.RetryAfter(response, calls.Connection.TimeProvider));
            case 200:
                using (var document = ArmCalls.Parse(response, cluster.Id))
                {
                    var properties = document.RootElement.Property("properties") ?? default;
                    return new(
                        link,
                        new(
                            properties.String("provisioningState"),
                            int.TryParse(properties.String("exitCode"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : null,
                            // Unchanged, because it is JSON; what is shown of it is escaped when it is read.
                            properties.Property("logs") is { } logs ? JsonPlain.Text(logs) ?? string.Empty : string.Empty, properties.String("reason")),
                        null);
                }

            default:
                throw Refusals.Of(response, Subject.Of(cluster), calls.Connection.TimeProvider);
        }
    }
}
