using System.Reflection;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class ErrorsTests
{
    private static readonly ClusterReference Cluster = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");
    private static readonly ExtensionReference Extension = new(Cluster, "flux");
    private static readonly ArmError Arm = new(
        409, new("OuterCode", "outer message", null, [new("InnerCode", "inner message", null, [])]), "11112222-request-id");

    public static TheoryData<string> Factories => [.. typeof(Errors).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Factories))]
    public void Every_error_has_its_name_as_its_id_and_says_what_happened_and_what_to_do(string name)
    {
        var failure = Make(name);

        Assert.Equal(name, failure.ErrorId);
        Assert.False(string.IsNullOrWhiteSpace(failure.Message));
        Assert.DoesNotContain("  ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(failure.Diagnosis?.Link ?? ".", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.InRange(failure.RecommendedAction.Length, 10, 400);
    }

    [Theory]
    [MemberData(nameof(Factories))]
    public void Every_error_of_an_answer_carries_the_request_id(string name)
    {
        var factory = typeof(Errors).GetMethod(name)!;
        if (!Array.Exists(factory.GetParameters(), parameter => parameter.ParameterType == typeof(ArmError) || parameter.Name == "requestId"))
        {
            Assert.Null(Make(name).Arm);
            return;
        }

        var failure = Make(name);

        Assert.Contains(Arm.RequestId!, failure.Arm?.RequestId ?? failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_id_that_is_promised_exists()
    {
        string[] promised =
        [
            "VersionNeedsAutoUpgradeOff", "ReleaseTrainNeedsAutoUpgrade", "ScopeNamespaceMismatch", "TargetNamespaceRequired", "AutoUpgradeModeConflict",
            "PlanIncomplete", "SettingInvalid", "SettingsFileNotFound", "SettingsFileInvalid", "SettingDuplicated", "ExtensionNameInvalid",
            "ClusterIdInvalid", "NothingToUpdate", "ClusterResourceProviderRequired", "ExtensionNotFound", "ClusterNotFound", "ExtensionAlreadyExists",
            "ExtensionTypeMismatch", "ScopeMismatch", "AuthenticationFailed", "AuthorizationFailed", "ProviderNotRegistered", "ExtensionVersionNotFound",
            "OperationConflict", "Throttled", "OperationFailed", "OperationCanceled", "OperationTimedOut", "ServiceUnavailable", "ForeignHostRefused",
            "ManagedExtension",
        ];

        Assert.Subset(typeof(Errors).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name).ToHashSet(), promised.ToHashSet());
    }

    [Theory]
    [InlineData(nameof(Errors.AuthorizationFailed))]
    [InlineData(nameof(Errors.OperationConflict))]
    [InlineData(nameof(Errors.RequestRefused))]
    public void What_Azure_said_is_in_the_message_to_the_innermost_detail(string name)
    {
        var failure = Make(name);

        Assert.Contains("OuterCode: outer message", failure.Message, StringComparison.Ordinal);
        Assert.Contains("InnerCode: inner message", failure.Message, StringComparison.Ordinal);
        Assert.Contains("(x-ms-request-id 11112222-request-id)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_Azure_without_a_word_still_says_something()
    {
        Assert.Equal("HTTP 500 without a message", new ArmError(500, new(null, null, null, []), null).ToString());
        Assert.Equal("no answer", new ArmError(0, new(null, null, null, []), null).ToString());
        Assert.Equal("HTTP 502 without a message (x-ms-request-id r)", new ArmError(502, new(null, null, null, []), "r").ToString());
    }

    [Fact]
    public void A_detail_that_repeats_its_parent_appears_once()
    {
        var error = new ArmError(400, new("C", "m", null, [new("C", "m", "t", []), new(null, "n", null, [])]), null);

        Assert.Equal($"C: m{Environment.NewLine}n", error.ToString());
    }

    [Fact]
    public void A_time_out_reports_the_seconds_and_why_the_state_was_not_read()
    {
        var operation = new ExtensionOperation(OperationKind.Create, Extension, DateTimeOffset.UnixEpoch, "Creating", null, null);

        var failure = Errors.OperationTimedOut(operation, TimeSpan.FromSeconds(90.5), "the network was down");

        Assert.Contains("90.5 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("is Creating and continues in Azure", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the network was down", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_known_cause_replaces_the_general_advice()
    {
        var known = Errors.RequestRefused(Extension.Id, Refusal("the object says: cannot re-use a name that is still in use"));
        var unknown = Errors.RequestRefused(Extension.Id, Refusal("something else"));

        Assert.Equal("ReleaseNameInUse", known.Diagnosis?.Cause);
        Assert.Equal($"{known.Diagnosis!.Recommendation} See {known.Diagnosis.Link}", known.RecommendedAction);
        Assert.Null(unknown.Diagnosis);
        Assert.StartsWith("Correct what the message names.", unknown.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OperationKind.Create, "cannot re-use a name that is still in use", "ReleaseNameInUse")]
    [InlineData(OperationKind.Create, "something else", "HelmTimeout")]
    [InlineData(OperationKind.Update, "something else", "HelmTimeout")]
    [InlineData(OperationKind.Delete, "cannot re-use a name that is still in use", "ReleaseNameInUse")]
    [InlineData(OperationKind.Delete, "something else", null)]
    [InlineData(OperationKind.Delete, null, "HelmTimeout")]
    public void The_error_of_an_operation_is_heard_before_the_statuses_of_the_instance(OperationKind kind, string? error, string? cause)
    {
        var operation = new ExtensionOperation(kind, Extension, DateTimeOffset.UnixEpoch, "Failed", null, null);

        var failure = Errors.OperationFailed(
            operation, $"{error}\nInstallationFailed: timed out waiting for the condition", error is null ? null : Refusal(error));

        Assert.Equal(cause, failure.Diagnosis?.Cause);
    }

    [Fact]
    public void What_is_no_failure_of_a_change_is_not_diagnosed()
    {
        const string Text = "timed out waiting for the condition";
        var operation = new ExtensionOperation(OperationKind.Create, Extension, DateTimeOffset.UnixEpoch, "Canceled", null, null);

        Assert.Null(Errors.OperationCanceled(operation, Text).Diagnosis);
        Assert.Null(Errors.OperationTimedOut(operation, TimeSpan.FromSeconds(1), Text).Diagnosis);
        Assert.Null(Errors.ServiceUnavailable(Extension.Id, Text, Refusal(Text)).Diagnosis);
        Assert.Null(Errors.Throttled(Extension.Id, Refusal(Text)).Diagnosis);
    }

    private static ArmError Refusal(string message) => new(400, new("Refused", message, null, []), null);

    private static AksExtensionException Make(string name)
    {
        var factory = typeof(Errors).GetMethod(name)!;
        return (AksExtensionException)factory.Invoke(null, [.. factory.GetParameters().Select(Argument)])!;
    }

    private static object Argument(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => parameter.Name switch
        {
            "requestId" => Arm.RequestId!,
            "action" => "Do something about it.",
            _ => "text",
        },
        var type when type == typeof(ArmError) => Arm,
        var type when type == typeof(IReadOnlyList<string>) => new[] { "11111111-2222-3333-4444-555555555555 One" },
        var type when type == typeof(ClusterReference) => Cluster,
        var type when type == typeof(ExtensionReference) => Extension,
        var type when type == typeof(ClusterExtension) => new ClusterExtension(Cluster) { Id = Extension.Id, Name = Extension.Name, },
        var type when type == typeof(ExtensionOperation) =>
            new ExtensionOperation(OperationKind.Create, Extension, DateTimeOffset.UnixEpoch, "Creating", null, null),
        var type when type == typeof(ExtensionScope) => ExtensionScope.Cluster,
        var type when type == typeof(ClusterTypeInfo) => ClusterTypeInfo.Of(ClusterType.ProvisionedClusters),
        var type when type == typeof(int) => 5,
        var type when type == typeof(bool?) => true,
        var type when type == typeof(Uri) => new Uri("https://management.azure.com"),
        var type when type == typeof(TimeSpan) => TimeSpan.FromSeconds(60),
        var type when type == typeof(Exception) => new InvalidOperationException("inner"),
        var type => throw new NotSupportedException($"No sample of {type} for {parameter.Member.Name}."),
    };
}
