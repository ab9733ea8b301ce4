using System.Net.Sockets;
using AksExtensions.Emulator.Faults;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Changes that failed without Azure's own refusal: the error says that they may have started, and does not where they cannot have.</summary>
public sealed class MayHaveStartedTests
{
    private const string Says = "may have started; if so, it continues in Azure.";

    [Theory]
    [InlineData("PUT", FaultAction.Reset, null, "Creating the extension")]
    [InlineData("PUT", FaultAction.Truncate, null, "Creating the extension")]
    [InlineData("PUT", FaultAction.Status, 503, "Creating the extension")]
    [InlineData("PUT", FaultAction.Html, 502, "Creating the extension")]
    [InlineData("PUT", FaultAction.Html, 404, "Creating the extension")]
    [InlineData("PATCH", FaultAction.Reset, null, "Updating the extension")]
    [InlineData("PATCH", FaultAction.Status, 504, "Updating the extension")]
    [InlineData("DELETE", FaultAction.Reset, null, "Removing the extension")]
    [InlineData("DELETE", FaultAction.Html, 404, "Removing the extension")]
    public async Task A_change_without_an_answer_of_Azure_may_have_started(string method, FaultAction action, int? status, string doing)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        if (method != "PUT")
        {
            azure.Install();
        }

        azure.Arm.Faults.Add(new() { Method = method, Action = action, Status = status, Execute = true });
        // Nor does the instance say what became of the change.
        azure.Arm.Faults.Add(new() { At = FaultPlace.FinalRead, Status = 503 });

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => Change(azure, method));

        Assert.EndsWith($"{doing} {Says}", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("check with Get-AksClusterExtension whether the change started.", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains(failure.ErrorId, new[] { nameof(Errors.ServiceUnavailable), nameof(Errors.AnswerInvalid) });
        Assert.Equal(azure.Flux.Id, failure.Target, ignoreCase: true);
    }

    [Theory]
    [InlineData("PUT", FaultAction.Reset)]
    [InlineData("PUT", FaultAction.Truncate)]
    [InlineData("PUT", FaultAction.EndlessBody)]
    [InlineData("PATCH", FaultAction.Reset)]
    [InlineData("PATCH", FaultAction.GzipBomb)]
    [InlineData("DELETE", FaultAction.Reset)]
    [InlineData("DELETE", FaultAction.EndlessBody)]
    public async Task A_change_that_the_instance_shows_is_followed_although_no_answer_came(string method, FaultAction action)
    {
        // Longer than the retries: the service refuses them as a conflict, as it does in reality.
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.FromMinutes(1) });
        if (method != "PUT")
        {
            azure.Install();
        }

        azure.Arm.Faults.Add(new() { Method = method, Action = action, Execute = true });

        await Change(azure, method);

        Assert.Single(azure.Arm.State.GetOperations());
        Assert.Equal(method != "DELETE", azure.Arm.State.FindExtension(azure.Flux.Id) is not null);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_change_that_had_no_answer_in_time_is_not_sent_again(string method)
    {
        var sent = 0;
        using var handler = new AnswerHandler(request => request.Method == HttpMethod.Get
            ? AnswerHandler.Json(404, """{"error":{"code":"ResourceNotFound","message":"Extension instance with name 'flux' not found."}}""")
            : ++sent > 0 ? throw new TaskCanceledException("There was no answer.") : null!);
        using var service = Services.Over(handler);
        var flux = new ExtensionReference(ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1"), "flux");
        var stop = TestContext.Current.CancellationToken;

        var outcome = await Record.ExceptionAsync(() => method switch
        {
            "PUT" => Services.Lifecycle(service).StartCreateAsync(flux, new() { ExtensionType = "microsoft.flux" }, stop),
            "PATCH" => Services.Lifecycle(service).StartUpdateAsync(flux, new() { Version = "1.0.0" }, stop),
            _ => (Task)Services.Lifecycle(service).StartDeleteAsync(flux, force: false, stop),
        });

        Assert.Equal(1, sent);
        // What is gone was deleted; anything else may have started.
        Assert.Equal(method != "DELETE", outcome is AksExtensionException failure && failure.Message.Contains(Says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(403, "AuthorizationFailed")]
    [InlineData(400, "InvalidRequestContent")]
    [InlineData(409, "ExtensionPutFailed")]
    public async Task What_Azure_refused_has_not_started(int status, string code)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new() { Method = "PUT", Status = status, ErrorCode = code, Message = "no" });

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => azure.CreateAsync());

        Assert.DoesNotContain(Says, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, HttpRequestError.ConnectionError, false)]
    [InlineData(SocketError.HostNotFound, HttpRequestError.NameResolutionError, false)]
    [InlineData(SocketError.ConnectionReset, HttpRequestError.Unknown, true)]
    public async Task What_never_reached_Azure_has_not_started(SocketError error, HttpRequestError kind, bool expected)
    {
        using var handler = new AnswerHandler(request => request.Method == HttpMethod.Get
            ? AnswerHandler.Json(404, """{"error":{"code":"ResourceNotFound","message":"Extension instance with name 'flux' not found."}}""")
            : throw new HttpRequestException(kind, "no", new SocketException((int)error)));
        using var service = Services.Over(handler);
        var flux = new ExtensionReference(ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1"), "flux");

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => Services.Lifecycle(service)
            .StartCreateAsync(flux, new() { ExtensionType = "microsoft.flux" }, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ServiceUnavailable), failure.ErrorId);
        Assert.Equal(expected, failure.Message.Contains(Says, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_read_that_fails_starts_nothing()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.AddStatus(503, count: null, method: "GET");

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => azure.CreateAsync());

        Assert.DoesNotContain(Says, failure.Message, StringComparison.Ordinal);
    }

    private static Task Change(EmulatedAzure azure, string method) => method switch
    {
        "PUT" => azure.CreateAsync(),
        "PATCH" => azure.UpdateAsync(new()
        {
            ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" },
            ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["p"] = new(EmulatedAzure.Secret) },
        }),
        _ => azure.DeleteAsync(),
    };
}
