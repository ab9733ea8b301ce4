using AksExtensions.Arm;
using AksExtensions.Emulator;
using AksExtensions.Emulator.Faults;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>An accepted change is reported and followed whatever the body of its answer is, and one that was not accepted is never a success.</summary>
public sealed class AcceptedChangeTests
{
    private const string Html = "<html><body>OK</body></html>";
    private static readonly CreateExtensionRequest CreateFlux = new() { ExtensionType = "microsoft.flux" };
    private static readonly UpdateExtensionRequest SomeChange = new() { ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" } };

    public static TheoryData<string, int, string> Accepted => [.. new[] { "PUT", "PATCH", "DELETE" }.SelectMany(method => new[]
    {
        (201, Html), (202, Html), (201, "null"), (202, "null"), (201, "{}"), (202, """{"name":"flux"}"""), (202, """{"properties":[]}"""), (201, string.Empty),
        (202, """{"error":{"code":"InternalServerError","message":"Something went wrong."}}"""), (201, """{"properties":{"provisioningSta"""),
    }.Select(answer => (method, answer.Item1, answer.Item2)))];

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task An_accepted_change_is_reported_and_followed_whatever_its_answer_says(string method, int status, string body)
    {
        await using var azure = await StartAsync(method);
        azure.Arm.Faults.Add(new() { At = FaultPlace.Change, Status = status, Body = body, Execute = true, Count = 1 });
        var observer = new RecordingObserver { Agrees = true };

        var extension = await ChangeAsync(azure, method, observer);

        Assert.Equal(method == "DELETE" ? null : "Succeeded", extension?.ProvisioningState);
        Assert.Equal(method == "DELETE", azure.Arm.State.FindExtension(azure.Flux.Id) is null);
        Assert.Single(azure.Received, request => request == $"{method} flux");
        Assert.DoesNotContain("refused", string.Join(' ', observer.Events), StringComparison.OrdinalIgnoreCase);
    }

    public static TheoryData<string, string> NotAccepted => [.. new[] { "PUT", "PATCH", "DELETE" }.SelectMany(method => new[]
    {
        Html, "null", "[]", "OK", """{"error":{"code":"InternalServerError","message":"Something went wrong."}}""", """{"properties":{"provisioningSta""",
    }.Select(body => (method, body)))];

    [Theory]
    [MemberData(nameof(NotAccepted))]
    public async Task A_200_that_is_not_of_Azure_is_no_success(string method, string body)
    {
        await using var azure = await StartAsync(method);
        azure.Arm.Faults.Add(new() { At = FaultPlace.Change, Status = 200, Body = body });

        var failure = await azure.FailsAsync(nameof(Errors.AnswerInvalid), () => ChangeAsync(azure, method));

        Assert.Equal(azure.Flux.Id, failure.Target);
        Assert.DoesNotContain("<", failure.Message, StringComparison.Ordinal);
        Assert.Equal(method != "PUT", azure.Arm.State.FindExtension(azure.Flux.Id) is not null);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_200_that_is_not_of_Azure_hides_no_change_that_is_under_way(string method)
    {
        await using var azure = await StartAsync(method, new() { OperationDuration = TimeSpan.FromMinutes(2) });
        azure.Arm.Faults.Add(new() { At = FaultPlace.Change, Status = 200, Body = Html, Execute = true });

        var extension = await ChangeAsync(azure, method);

        Assert.Equal(method == "DELETE" ? null : "Succeeded", extension?.ProvisioningState);
        Assert.Equal(method == "DELETE", azure.Arm.State.FindExtension(azure.Flux.Id) is null);
    }

    [Fact]
    public async Task A_PUT_that_is_answered_with_a_resource_without_state_and_operation_is_done()
    {
        var instance = """{"id":"ID","name":"flux","properties":{"extensionType":"microsoft.flux"}}"""
            .Replace("ID", Flux.Id, StringComparison.Ordinal);
        var isCreated = false;
        using var handler = new AnswerHandler(request =>
        {
            isCreated |= request.Method == HttpMethod.Put;
            return isCreated ? AnswerHandler.Json(200, instance) : AnswerHandler.Json(404, Missing);
        });
        using var service = Services.Over(handler);
        var lifecycle = Services.Lifecycle(service);

        var started = await lifecycle.StartCreateAsync(Flux, CreateFlux, TestContext.Current.CancellationToken);
        var created = await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken);

        Assert.Equal("Succeeded", started.Operation.Status);
        Assert.Equal("microsoft.flux", created!.ExtensionType);
        Assert.Equal(["GET", "PUT", "GET"], handler.Requests.Select(request => request.Method));
    }

    [Theory]
    [InlineData(202, "")]
    [InlineData(204, "")]
    [InlineData(400, """{"error":{"code":"BadRequest","message":"Bad."}}""")]
    [InlineData(401, Html)]
    [InlineData(403, """{"error":{"code":"AuthorizationFailed","message":"No."}}""")]
    [InlineData(404, Html)]
    [InlineData(404, """{"error":{"code":"InvalidResourceType","message":"The resource type could not be found."}}""")]
    [InlineData(409, """{"error":{"code":"Conflict","message":"Busy."}}""")]
    [InlineData(410, "")]
    public async Task A_poll_that_is_refused_does_not_end_a_wait_that_the_instance_can_end(int status, string body)
    {
        foreach (var method in new[] { "PUT", "PATCH", "DELETE" })
        {
            foreach (var count in new int?[] { 1, null })
            {
                await using var azure = await StartAsync(method, new() { OperationDuration = TimeSpan.FromMinutes(3) });
                azure.Arm.Faults.Add(new() { At = FaultPlace.Poll, Status = status, Body = body, Count = count });

                var extension = await ChangeAsync(azure, method);

                Assert.Equal(method == "DELETE" ? null : "Succeeded", extension?.ProvisioningState);
                Assert.Equal(method == "DELETE", azure.Arm.State.FindExtension(azure.Flux.Id) is null);
                Assert.True(azure.Time.Waited >= TimeSpan.FromMinutes(2));
            }
        }
    }

    [Fact]
    public async Task A_poll_that_is_answered_with_202_and_a_state_is_a_poll()
    {
        await using var azure = await StartAsync("PUT");
        azure.Arm.Faults.Add(new() { At = FaultPlace.Poll, Status = 202, Body = """{"status":"Creating"}""", Count = 1 });

        await ChangeAsync(azure, "PUT");

        // The look before it and the final resource; no state was read from the instance.
        Assert.Equal(2, azure.Received.Count(request => request == "GET flux"));
    }

    [Theory]
    [InlineData("\"the agents do not answer\"", "the agents do not answer")]
    [InlineData("""["the first reason", {"code":"Second","message":"the second reason"}]""", "the first reason", "Second: the second reason")]
    [InlineData("""{"code":"C","message":"m","details":[{"code":"D","message":"the detail"}]}""", "C: m", "D: the detail")]
    [InlineData("12345", "12345")]
    public async Task The_error_of_an_operation_is_reported_whatever_its_format(string error, params string[] expected)
    {
        await using var azure = await StartAsync("PUT");
        azure.Arm.Faults.Add(new() { At = FaultPlace.Poll, Status = 200, Body = $$"""{"status":"Failed","error":{{error}}}""" });

        var failure = await azure.FailsAsync(nameof(Errors.OperationFailed), () => ChangeAsync(azure, "PUT"));

        Assert.All(expected, text => Assert.Contains(text, failure.Message, StringComparison.Ordinal));
    }

    private static readonly ExtensionReference Flux = new(ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1"), "flux");

    private const string Missing = """{"error":{"code":"ResourceNotFound","message":"Extension instance with name 'flux' not found."}}""";

    private static async Task<EmulatedAzure> StartAsync(string method, EmulatorOptions? options = null)
    {
        var azure = await EmulatedAzure.StartAsync(options);
        if (method != "PUT")
        {
            azure.Install();
        }

        return azure;
    }

    private static async Task<ClusterExtension?> ChangeAsync(EmulatedAzure azure, string method, RecordingObserver? observer = null)
    {
        var lifecycle = azure.Lifecycle(observer ?? new() { Agrees = true });
        var stop = TestContext.Current.CancellationToken;
        var started = method switch
        {
            "PUT" => await lifecycle.StartCreateAsync(azure.Flux, CreateFlux, stop),
            "PATCH" => await lifecycle.StartUpdateAsync(azure.Flux, SomeChange, stop),
            _ => await lifecycle.StartDeleteAsync(azure.Flux, force: false, stop),
        };
        return await lifecycle.WaitAsync(started!.Operation, stop);
    }

    [Theory]
    [InlineData(404, "NoRegisteredProviderFound", nameof(Errors.ApiVersionNotSupported))]
    [InlineData(403, "AuthorizationFailed", nameof(Errors.AuthorizationFailed))]
    [InlineData(401, "ExpiredAuthenticationToken", nameof(Errors.AuthenticationFailed))]
    [InlineData(400, "Teapot", nameof(Errors.RequestRefused))]
    public async Task A_state_that_cannot_be_read_does_not_mean_that_the_operation_failed(int status, string code, string id)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new() { At = FaultPlace.Poll, Status = status, ErrorCode = code, Message = "no" });
        azure.Arm.Faults.Add(new() { At = FaultPlace.FinalRead, Status = status, ErrorCode = code, Message = "no" });

        var failure = await azure.FailsAsync(id, () => azure.CreateAsync());

        Assert.EndsWith("Creating the extension continues in Azure; only its state could not be read.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("wait again with Get-AksClusterExtension", failure.RecommendedAction, StringComparison.Ordinal);
    }
}
