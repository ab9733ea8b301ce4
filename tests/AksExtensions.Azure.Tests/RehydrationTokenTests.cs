using System.Text.Json.Nodes;
using AksExtensions.Arm;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Operations that are waited for in another process than the one that started them.</summary>
public sealed class RehydrationTokenTests
{
    private static readonly CreateExtensionRequest CreateFlux = new() { ExtensionType = "microsoft.flux" };

    [Theory]
    [InlineData("create")]
    [InlineData("update")]
    [InlineData("delete")]
    public async Task An_operation_is_waited_for_in_another_process(string kind)
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.FromSeconds(5) });
        if (kind != "create")
        {
            azure.Install();
        }

        var started = kind switch
        {
            "create" => await azure.Service.Extensions.CreateAsync(azure.Flux, CreateFlux, TestContext.Current.CancellationToken),
            "update" => await azure.Service.Extensions.UpdateAsync(azure.Flux, new() { ReleaseTrain = "stable" }, TestContext.Current.CancellationToken),
            _ => await azure.Service.Extensions.DeleteAsync(azure.Flux, force: false, TestContext.Current.CancellationToken),
        };
        using var other = azure.Connect();

        var extension = await Services.Lifecycle(other, azure.Time).WaitAsync(Read(started!.Operation), TestContext.Current.CancellationToken);

        Assert.Equal(kind == "delete" ? null : "Succeeded", extension?.ProvisioningState);
        // The link is signed and therefore used verbatim.
        var polls = azure.Arm.Requests.Snapshot().Where(request => request.Path.Contains("/operations/", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, polls.Count);
        Assert.All(polls, poll => Assert.Equal(200, poll.Status));
        Assert.Contains(polls[0].Path + "?" + polls[0].Query, JsonNode.Parse(started.Operation.RehydrationToken!)!["nextRequestUri"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_holds_no_token_and_no_secret()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var started = await azure.Service.Extensions.CreateAsync(
            azure.Flux, CreateFlux with { ConfigurationProtectedSettings = new Dictionary<string, Settings.SecretValue> { ["p"] = new(EmulatedAzure.Secret) } },
            TestContext.Current.CancellationToken);

        Assert.DoesNotContain(EmulatedAzure.Secret, started.Operation.RehydrationToken!, StringComparison.Ordinal);
        Assert.DoesNotContain(azure.Arm.AccessToken, started.Operation.RehydrationToken!, StringComparison.Ordinal);
        Assert.Equal(azure.Exchanges[^1].RequestId, started.Operation.RequestId);
    }

    [Theory]
    [InlineData("nextRequestUri", "https://127.0.0.1:PORT/x", nameof(Errors.ForeignHostRefused))]
    [InlineData("nextRequestUri", "http://HOST/x", nameof(Errors.ForeignHostRefused))]
    [InlineData("nextRequestUri", "https://user@HOST/x", nameof(Errors.ForeignHostRefused))]
    [InlineData("nextRequestUri", null, nameof(Errors.OperationInvalid))]
    [InlineData("initialUri", "https://127.0.0.1:PORT/x", nameof(Errors.ForeignHostRefused))]
    [InlineData("initialUri", "https://HOST/subscriptions?api-version=2022-12-01", nameof(Errors.OperationInvalid))]
    [InlineData("initialUri", null, nameof(Errors.OperationInvalid))]
    [InlineData("initialUri", "https://\uFFFD.example/x", nameof(Errors.ForeignHostRefused))]
    [InlineData("headerSource", null, nameof(Errors.OperationInvalid))]
    public async Task An_edited_token_that_leads_elsewhere_is_refused_before_anything_is_sent(string property, string? value, string expected)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        using var listener = new SilentListener();
        var started = await azure.Service.Extensions.CreateAsync(azure.Flux, CreateFlux, TestContext.Current.CancellationToken);
        var token = JsonNode.Parse(started.Operation.RehydrationToken!)!;
        token[property] = value?
            .Replace("HOST", azure.Arm.Endpoint.Authority, StringComparison.Ordinal)
            .Replace("PORT", listener.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        azure.Arm.Requests.Clear();

        await azure.FailsAsync(expected, () => azure.Service.Extensions.PollAsync(Read(started.Operation, token.ToJsonString()), TestContext.Current.CancellationToken));

        Assert.False(listener.WasVisited);
        Assert.Empty(azure.Received);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    public async Task An_edited_token_cannot_send_the_last_look_elsewhere(string method)
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.Zero });
        using var listener = new SilentListener();
        var started = await azure.Service.Extensions.CreateAsync(azure.Flux, CreateFlux, TestContext.Current.CancellationToken);
        var token = JsonNode.Parse(started.Operation.RehydrationToken!)!;
        token["requestMethod"] = method;
        token["finalStateVia"] = "Location";
        token["lastKnownLocation"] = $"https://127.0.0.1:{listener.Port}/x";

        await Record.ExceptionAsync(() => azure.Service.Extensions.PollAsync(Read(started.Operation, token.ToJsonString()), TestContext.Current.CancellationToken));

        Assert.False(listener.WasVisited);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task An_edited_token_cannot_change_anything(string method)
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.Zero });
        var started = await azure.Service.Extensions.CreateAsync(azure.Flux, CreateFlux, TestContext.Current.CancellationToken);
        var token = JsonNode.Parse(started.Operation.RehydrationToken!)!;
        token["requestMethod"] = method;
        azure.Arm.Requests.Clear();

        await Record.ExceptionAsync(() => azure.Service.Extensions.PollAsync(Read(started.Operation, token.ToJsonString()), TestContext.Current.CancellationToken));

        Assert.NotEmpty(azure.Received);
        Assert.All(azure.Received, request => Assert.StartsWith("GET ", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_of_another_extension_is_refused()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var started = await azure.Service.Extensions.CreateAsync(azure.Flux, CreateFlux, TestContext.Current.CancellationToken);
        var other = new ExtensionOperation(
            OperationKind.Create, new(azure.Aks, "other"), azure.Time.GetUtcNow(), "Creating", started.Operation.RehydrationToken, null);

        await azure.FailsAsync(nameof(Errors.OperationInvalid), () => azure.Service.Extensions.PollAsync(other, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"initialUri\":1}")]
    [InlineData("{\"version\":\"1.0.0\",\"id\":\"x\",\"requestMethod\":\"PUT\"")]
    public async Task What_is_no_token_is_refused(string token)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var operation = new ExtensionOperation(OperationKind.Create, azure.Flux, azure.Time.GetUtcNow(), "Creating", token, null);

        await azure.FailsAsync(nameof(Errors.OperationInvalid), () => azure.Service.Extensions.PollAsync(operation, TestContext.Current.CancellationToken));

        Assert.Empty(azure.Received);
    }

    [Fact]
    public async Task Without_a_token_the_instance_itself_is_asked()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install(change: extension => extension with { ProvisioningState = "Updating" });
        var operation = Fleet.ExtensionLifecycle.OperationOf(await azure.ShowAsync());

        Assert.False((await azure.Service.Extensions.PollAsync(operation, TestContext.Current.CancellationToken)).IsCompleted);
        azure.Install();
        Assert.Equal("Succeeded", (await azure.Lifecycle().WaitAsync(operation, TestContext.Current.CancellationToken))!.ProvisioningState);

        Assert.All(azure.Received, request => Assert.Equal("GET flux", request));
    }

    // As it comes out of a file.
    private static ExtensionOperation Read(ExtensionOperation operation, string? token = null) => new(
        operation.Operation, operation.Extension, operation.Started, operation.Status, token ?? operation.RehydrationToken, operation.RequestId);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_state_of_a_forgotten_operation_is_that_of_its_instance(bool isUpdate)
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.FromSeconds(3) });
        if (isUpdate)
        {
            azure.Install();
        }

        azure.Arm.Faults.AddStatus(
            404, count: null, pathRegex: "/operations/", errorCode: "ResourceNotFound", message: "Operation with id 'x' not found.");

        var extension = isUpdate ? await azure.UpdateAsync(new() { ReleaseTrain = "stable" }) : await azure.CreateAsync();

        Assert.Equal("Succeeded", extension!.ProvisioningState);
        Assert.Equal(3, azure.Received.Count(request => request == "GET operation"));
    }

    [Fact]
    public async Task A_forgotten_operation_without_its_instance_is_not_waited_for()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var started = await azure.Service.Extensions.CreateAsync(azure.Flux, CreateFlux, TestContext.Current.CancellationToken);
        azure.Arm.State.RemoveExtension(azure.Flux.Id);
        azure.Arm.Faults.AddStatus(
            404, count: null, pathRegex: "/operations/", errorCode: "ResourceNotFound", message: "Operation with id 'x' not found.");

        await azure.FailsAsync(nameof(Errors.ExtensionNotFound), () => azure.Lifecycle().WaitAsync(started.Operation, TestContext.Current.CancellationToken));
    }
}
