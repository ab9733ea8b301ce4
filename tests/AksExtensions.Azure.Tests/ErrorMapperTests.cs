using AksExtensions.Arm;
using AksExtensions.Emulator.Faults;
using AksExtensions.Emulator.Resources;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Each error that comes from Azure, provoked.</summary>
public sealed class ErrorMapperTests
{
    private static readonly CreateExtensionRequest CreateFlux = new() { ExtensionType = "microsoft.flux" };
    private static readonly UpdateExtensionRequest SomeChange = new() { ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" } };

    [Fact]
    public async Task A_missing_extension_is_not_found_without_asking_for_the_cluster()
    {
        await using var azure = await EmulatedAzure.StartAsync();

        var failure = await azure.FailsAsync(nameof(Errors.ExtensionNotFound), azure.ShowAsync);

        Assert.Equal(azure.Flux.Id, failure.Target);
        Assert.NotNull(failure.Arm!.RequestId);
        Assert.Equal(["GET flux"], azure.Received);
    }

    [Theory]
    [InlineData("rg", "missing", false, nameof(Errors.ClusterNotFound))]
    [InlineData("missing", "aks1", false, nameof(Errors.ClusterNotFound))]
    [InlineData("rg", "aks1", true, nameof(Errors.SubscriptionNotFound))]
    public async Task A_missing_cluster_or_group_is_a_cluster_that_is_not_found_and_a_missing_subscription_is_named(
        string group, string name, bool otherSubscription, string expected)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var cluster = ClusterReference.Create(otherSubscription ? "99999999-2222-3333-4444-555555555555" : azure.Arm.SubscriptionId, group, name);
        var extension = new ExtensionReference(cluster, "flux");

        foreach (var action in new Func<Task>[]
        {
            () => azure.Service.Extensions.GetAsync(extension, TestContext.Current.CancellationToken),
            () => azure.Service.Extensions.ListAsync(cluster, TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken).AsTask(),
            () => azure.CreateAsync(extension, CreateFlux),
            () => azure.Service.Extensions.UpdateAsync(extension, SomeChange, TestContext.Current.CancellationToken),
            () => azure.Lifecycle().StartDeleteAsync(extension, force: false, TestContext.Current.CancellationToken),
        })
        {
            var failure = await azure.FailsAsync(expected, action);
            Assert.StartsWith(cluster.Id, failure.Target, StringComparison.Ordinal);
            Assert.NotNull(failure.Arm!.RequestId);
        }

        // The message said it: nothing more had to be asked.
        Assert.Equal(5, azure.Received.Count());
    }

    [Theory]
    [InlineData("aks1", nameof(Errors.ExtensionNotFound))]
    [InlineData("missing", nameof(Errors.ClusterNotFound))]
    public async Task A_404_that_leaves_open_what_is_missing_is_decided_by_asking_for_the_cluster(string name, string expected)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.AddStatus(404, pathRegex: "/extensions/", errorCode: "ResourceNotFound", message: "It was not found.");
        var extension = new ExtensionReference(ClusterReference.Create(azure.Arm.SubscriptionId, "rg", name), "flux");

        var failure = await azure.FailsAsync(expected, () => azure.Service.Extensions.GetAsync(extension, TestContext.Current.CancellationToken));

        // The id of the answer that was refused, not of the question after it.
        Assert.Equal(azure.Exchanges[0].RequestId, failure.Arm!.RequestId);
        Assert.Equal(["GET flux", $"GET {name}"], azure.Received);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_that_is_wrong_or_has_expired_is_an_authentication_failure(bool expired)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        azure.Arm.Tokens.Accept("old-token", azure.Time.GetUtcNow().AddHours(-1));
        var token = expired ? "old-token" : "wrong-token";
        using var service = azure.Connect(connection => connection with { SignIn = connection.SignIn with { AccessToken = new SecretValue(token) } });

        var failure = await azure.FailsAsync(
            nameof(Errors.AuthenticationFailed), () => service.Extensions.GetAsync(azure.Flux, TestContext.Current.CancellationToken));

        Assert.Contains("Connect-AksExtension", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(token, failure.ToString(), StringComparison.Ordinal);
        Assert.NotNull(failure.Arm!.RequestId);
        Assert.Single(azure.Received);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task What_the_caller_may_not_do_is_an_authorization_failure(string method)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        if (method != "PUT")
        {
            azure.Install();
        }

        azure.Arm.State.Denials = [new Denial(method, "/extensions/")];
        Func<Task> action = method switch
        {
            "GET" => azure.ShowAsync,
            "PUT" => () => azure.CreateAsync(),
            "PATCH" => () => azure.UpdateAsync(SomeChange),
            _ => () => azure.DeleteAsync(),
        };

        var failure = await azure.FailsAsync(nameof(Errors.AuthorizationFailed), action);

        Assert.Contains("AuthorizationFailed", failure.Message, StringComparison.Ordinal);
        Assert.Equal(azure.Exchanges[^1].RequestId, failure.Arm!.RequestId);
    }

    [Fact]
    public async Task A_provider_that_is_not_registered_is_named_with_the_way_to_register_it()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.SetProvider("Microsoft.KubernetesConfiguration", "NotRegistered");

        var failure = await azure.FailsAsync(nameof(Errors.ProviderNotRegistered), () => azure.CreateAsync());

        Assert.Contains("Register-AzResourceProvider", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.NotNull(failure.Arm!.RequestId);
    }

    [Theory]
    [InlineData("microsoft.flux", "99.0.0", null)]
    [InlineData("microsoft.flux", null, "nosuchtrain")]
    [InlineData("microsoft.doesnotexist", null, null)]
    public async Task An_unavailable_version_train_or_type_is_reported_as_such(string type, string? version, string? train)
    {
        await using var azure = await EmulatedAzure.StartAsync();

        var failure = await azure.FailsAsync(nameof(Errors.ExtensionVersionNotFound), () => azure.CreateAsync(new()
        {
            ExtensionType = type,
            Version = version,
            AutoUpgradeMinorVersion = version is null ? null : false,
            ReleaseTrain = train,
        }));

        Assert.NotNull(failure.Arm!.RequestId);
        Assert.Equal(azure.Flux.Id, failure.Target);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_change_while_another_is_under_way_is_a_conflict(string method)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install(change: extension => extension with { ProvisioningState = "Updating" });

        var failure = await azure.FailsAsync(nameof(Errors.OperationConflict), method switch
        {
            "PUT" => () => azure.CreateAsync(CreateFlux with { Overwrite = true }),
            "PATCH" => () => azure.UpdateAsync(SomeChange),
            _ => () => azure.DeleteAsync(),
        });

        Assert.Contains("Wait-AksClusterExtension", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.NotNull(failure.Arm!.RequestId);
    }

    [Theory]
    [InlineData("ReadOnly", "PUT")]
    [InlineData("ReadOnly", "PATCH")]
    [InlineData("CanNotDelete", "DELETE")]
    public async Task A_lock_is_named(string level, string method)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        azure.Arm.State.AddLock(new ResourceLock(azure.Aks.Id, "keep", level));

        var failure = await azure.FailsAsync(nameof(Errors.ScopeLocked), method switch
        {
            "PUT" => () => azure.CreateAsync(CreateFlux with { Overwrite = true }),
            "PATCH" => () => azure.UpdateAsync(SomeChange),
            _ => () => azure.DeleteAsync(),
        });

        Assert.Contains(azure.Aks.Id, failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(failure.Arm!.RequestId);
    }

    [Fact]
    public async Task Throttling_is_waited_out_for_as_long_as_Azure_asks()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        azure.Arm.Faults.Add(new() { Status = 429, Count = 3, Headers = new Dictionary<string, string> { ["Retry-After"] = "17" } });

        await azure.ShowAsync();

        Assert.Equal([17, 17, 17], azure.Time.Waits.Select(wait => wait.TotalSeconds));
        Assert.Equal(4, azure.Received.Count());
    }

    [Fact]
    public async Task The_token_bucket_of_Azure_is_waited_for_and_no_request_is_lost()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { Throttle = true });
        azure.Install();

        for (var i = 0; i < 300; i++)
        {
            await azure.ShowAsync();
        }

        Assert.Equal(300, azure.Exchanges.Count(exchange => exchange.Status == 200));
        Assert.Contains(azure.Exchanges, exchange => exchange.Status == 429);
    }

    [Fact]
    public async Task Throttling_without_end_becomes_an_error_within_the_patience()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new()
        {
            Status = 429,
            ErrorCode = "SubscriptionRequestsThrottled",
            Message = "Number of 'read' requests exceeded.",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "60" },
        });

        var failure = await azure.FailsAsync(nameof(Errors.Throttled), azure.ShowAsync);

        Assert.Equal(TimeSpan.FromMinutes(15), azure.Time.Waited);
        Assert.Contains("Number of 'read' requests exceeded.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(azure.Exchanges[^1].RequestId, failure.Arm!.RequestId);
    }

    [Theory]
    [InlineData(FailurePlaces.Message)]
    [InlineData(FailurePlaces.Details)]
    [InlineData(FailurePlaces.Statuses)]
    [InlineData(FailurePlaces.ErrorInfo)]
    [InlineData(FailurePlaces.All)]
    public async Task The_reason_of_a_failed_operation_is_reported_wherever_Azure_has_it(FailurePlaces places)
    {
        await using var azure = await EmulatedAzure.StartAsync();

        var failure = await azure.FailsAsync(nameof(Errors.OperationFailed), () => azure.CreateAsync(CreateFlux with
        {
            ConfigurationSettings = new Dictionary<string, string> { ["emulator.failWith"] = "the helm release timed out", ["emulator.failIn"] = places.ToString() },
        }));

        Assert.Contains("the helm release timed out", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Arm!.RequestId);
        Assert.Contains(failure.Arm.RequestId!, failure.Message, StringComparison.Ordinal);
        Assert.Equal(azure.Flux.Id, failure.Target);
    }

    [Fact]
    public async Task A_failed_update_and_a_failed_delete_say_which_they_were()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install(change: extension => extension with
        {
            ConfigurationSettings = new Dictionary<string, string> { ["emulator.deleteFailWith"] = "the agents do not answer" },
        });

        var update = await azure.FailsAsync(nameof(Errors.OperationFailed), () => azure.UpdateAsync(new()
        {
            ConfigurationSettings = new Dictionary<string, string> { ["emulator.failWith"] = "no such value" },
        }));
        var delete = await azure.FailsAsync(nameof(Errors.OperationFailed), () => azure.DeleteAsync());

        Assert.Contains("flux on aks1 (rg): Updating the extension failed", update.Message, StringComparison.Ordinal);
        Assert.Contains("no such value", update.Message, StringComparison.Ordinal);
        Assert.Contains("flux on aks1 (rg): Removing the extension failed", delete.Message, StringComparison.Ordinal);
        Assert.Contains("the agents do not answer", delete.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_instance_is_created_again_and_its_reason_can_be_read_before()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        await azure.FailsAsync(nameof(Errors.OperationFailed), () => azure.CreateAsync(CreateFlux with
        {
            ConfigurationSettings = new Dictionary<string, string> { ["emulator.failWith"] = "the first try" },
        }));
        var failed = await azure.ShowAsync();
        Assert.Equal("Failed", failed.ProvisioningState);
        Assert.Contains("the first try", failed.StatusMessage!, StringComparison.Ordinal);

        var extension = await azure.CreateAsync();

        Assert.Equal("Succeeded", extension!.ProvisioningState);
        Assert.Null(extension.StatusMessage);
    }

    [Fact]
    public async Task An_operation_that_is_canceled_in_Azure_has_its_own_id()
    {
        await using var azure = await EmulatedAzure.StartAsync();

        var failure = await azure.FailsAsync(nameof(Errors.OperationCanceled), () => azure.CreateAsync(CreateFlux with
        {
            ConfigurationSettings = new Dictionary<string, string> { ["emulator.cancel"] = "true" },
        }));

        Assert.NotNull(failure.Arm!.RequestId);
    }

    [Fact]
    public async Task An_operation_that_takes_too_long_continues_in_Azure()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.FromHours(1) });
        var lifecycle = azure.Lifecycle(timeout: TimeSpan.FromMinutes(10));
        var started = await lifecycle.StartCreateAsync(azure.Flux, CreateFlux, TestContext.Current.CancellationToken);

        var failure = await azure.FailsAsync(
            nameof(Errors.OperationTimedOut), () => lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken));

        Assert.Contains("600 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal("Creating", azure.Arm.State.FindExtension(azure.Flux.Id)!.ProvisioningState);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(408)]
    public async Task A_service_that_stays_away_is_tried_six_times(int status)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.AddStatus(status, count: null);

        var failure = await azure.FailsAsync(nameof(Errors.ServiceUnavailable), azure.ShowAsync);

        Assert.Equal(6, azure.Received.Count());
        Assert.Contains($"HTTP {status}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(azure.Exchanges[^1].RequestId, failure.Arm!.RequestId);
    }

    [Theory]
    [InlineData(501)]
    [InlineData(505)]
    public async Task A_service_that_does_not_know_how_is_not_tried_again(int status)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.AddStatus(status, count: null);

        await azure.FailsAsync(nameof(Errors.ServiceUnavailable), azure.ShowAsync);

        Assert.Single(azure.Received);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task An_extension_that_Azure_manages_is_not_changed(string method)
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { Seed = "demo" });
        var extension = new ExtensionReference(ClusterReference.Create(azure.Arm.SubscriptionId, "demo-rg", "demo-aks"), "aks-managed-azure-monitor-metrics");

        var failure = await azure.FailsAsync(nameof(Errors.ManagedExtension), method switch
        {
            "PUT" => () => azure.CreateAsync(extension, new() { ExtensionType = "microsoft.azuremonitor.metrics", Overwrite = true }),
            "PATCH" => () => azure.Lifecycle().StartUpdateAsync(extension, SomeChange, TestContext.Current.CancellationToken),
            _ => () => azure.Lifecycle().StartDeleteAsync(extension, force: false, TestContext.Current.CancellationToken),
        });

        Assert.Equal(extension.Id, failure.Target);
        Assert.Single(azure.Received);
    }

    [Theory]
    [InlineData(403, "Access denied: 'write' operation is not allowed.", nameof(Errors.ManagedExtension), "ManagedByAks")]
    [InlineData(403, "The client may not do this.", nameof(Errors.RequestRefused), null)]
    [InlineData(409, "Operation is not allowed: Another operation (Updating) is in progress.", nameof(Errors.OperationConflict), "ConflictingOperation")]
    public async Task Refusals_are_distinguished_by_what_the_service_says(int status, string message, string expected, string? cause)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        azure.Arm.Faults.Add(new() { Method = "PATCH", Status = status, ErrorCode = "NotNow", Message = message });

        var failure = await azure.FailsAsync(expected, () => azure.Lifecycle().StartUpdateAsync(azure.Flux, SomeChange, TestContext.Current.CancellationToken));

        Assert.Equal(cause, failure.Diagnosis?.Cause);
    }

    [Fact]
    public async Task An_existing_instance_is_not_overwritten_without_force()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();

        await azure.FailsAsync(nameof(Errors.ExtensionAlreadyExists), () => azure.CreateAsync());
        Assert.Equal(["GET flux"], azure.Received);

        Assert.Equal("Succeeded", (await azure.CreateAsync(CreateFlux with { Overwrite = true }))!.ProvisioningState);
    }

    [Theory]
    [InlineData("microsoft.dapr", null, nameof(Errors.ExtensionTypeMismatch))]
    [InlineData(null, AksExtensions.ExtensionScope.Namespace, nameof(Errors.ScopeMismatch))]
    public async Task What_an_update_asserts_is_read_first(string? type, AksExtensions.ExtensionScope? scope, string expected)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();

        await azure.FailsAsync(expected, () => azure.UpdateAsync(SomeChange with { ExpectedExtensionType = type, ExpectedScope = scope }));

        Assert.Equal(["GET flux"], azure.Received);
    }

    [Fact]
    public async Task Another_refusal_has_the_words_of_Azure()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.AddStatus(400, errorCode: "BadRequest", message: "The frobnication is invalid.");

        var failure = await azure.FailsAsync(nameof(Errors.RequestRefused), azure.ShowAsync);

        Assert.Contains("BadRequest: The frobnication is invalid.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("HTTP 400", failure.Message, StringComparison.Ordinal);
        Assert.Equal(azure.Exchanges[^1].RequestId, failure.Arm!.RequestId);
    }

    [Fact]
    public async Task A_page_of_a_gateway_is_never_repeated()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new() { Status = 400, Body = "<html>" + new string('x', 100_000) });

        var failure = await azure.FailsAsync(nameof(Errors.AnswerInvalid), azure.ShowAsync);

        Assert.DoesNotContain("<", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", failure.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> InvalidBodies => ["<html>proxy</html>", "{\"id\":", "[]", "1", "null", "\"text\"", "", "{}", "{\"properties\":[]}"];

    [Theory]
    [MemberData(nameof(InvalidBodies))]
    public async Task An_answer_that_is_not_an_extension_is_invalid(string body)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        azure.Arm.Faults.Add(new() { Status = 200, Body = body });

        var failure = await azure.FailsAsync(nameof(Errors.AnswerInvalid), azure.ShowAsync);

        Assert.Contains(azure.Exchanges[^1].RequestId!, failure.Message, StringComparison.Ordinal);
        Assert.Equal((azure.Exchanges[^1].RequestId, azure.Flux.Id), (failure.Arm?.RequestId, failure.Target));
    }

    [Theory]
    [InlineData("<html>proxy</html>")]
    [InlineData("{\"value\":[")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task An_answer_that_is_not_a_list_is_invalid(string body)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new() { Status = 200, Body = body });

        var failure = await azure.FailsAsync(nameof(Errors.AnswerInvalid), () => azure.ListAsync().AsTask());

        Assert.Contains(azure.Exchanges[^1].RequestId!, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>proxy</html>")]
    [InlineData("{\"id\":")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"status\":null}")]
    [InlineData("{\"status\":[]}")]
    public async Task An_answer_that_is_not_a_state_is_invalid_and_the_instance_is_asked_instead(string body)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new() { Status = 200, Body = body, PathRegex = "/operations/", Count = 1 });
        var started = await azure.Lifecycle().StartCreateAsync(azure.Flux, CreateFlux, TestContext.Current.CancellationToken);

        var poll = await azure.Service.Extensions.PollAsync(started.Operation, TestContext.Current.CancellationToken);

        Assert.Equal(("Creating", false), (poll.Operation.Status, poll.IsCompleted));
        var (asked, failure) = (azure.Exchanges[^2].RequestId, poll.Obstacle!);
        Assert.Contains(asked!, failure.Message, StringComparison.Ordinal);
        Assert.Equal((nameof(Errors.AnswerInvalid), asked, azure.Flux.Id), (failure.ErrorId, failure.Arm?.RequestId, failure.Target));

        var extension = await azure.Lifecycle().WaitAsync(started.Operation, TestContext.Current.CancellationToken);
        Assert.Equal("Succeeded", extension!.ProvisioningState);
    }

    [Fact]
    public async Task A_list_that_names_the_same_page_as_the_next_one_ends()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        azure.Arm.Faults.Add(new()
        {
            Action = FaultAction.Link,
            Target = "nextLink",
            Url = $"{azure.Arm.Endpoint.GetLeftPart(UriPartial.Authority)}{azure.Aks.Path}/providers/Microsoft.KubernetesConfiguration/extensions?api-version={ArmConnection.DefaultApiVersion}",
        });

        var failure = await azure.FailsAsync(nameof(Errors.AnswerInvalid), () => azure.ListAsync().AsTask());

        Assert.Contains("already read", failure.Message, StringComparison.Ordinal);
    }
}
