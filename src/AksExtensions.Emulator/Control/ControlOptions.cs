using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Control;

/// <summary>Changes the behavior and the clock of the emulator. Values that a request does not name are kept.</summary>
internal sealed class ControlOptions(EmulatorServices services)
{
    private sealed record DenyBody(string? Method, string PathRegex);

    private sealed record PermissionBody(string[]? Actions, string[]? NotActions);

    private sealed record TokenBody(string Token, double? ExpiresInSeconds);

    private sealed record ClockBody(double AdvanceSeconds);

    private sealed record OptionsBody
    {
        public double? OperationSeconds { get; init; }

        public double? RegistrationSeconds { get; init; }

        public double? LatencyMs { get; init; }

        public bool? Throttle { get; init; }

        public int? PageSize { get; init; }

        /// <summary>An empty text turns it off, because null cannot be distinguished from a missing value.</summary>
        public string? FailWith { get; init; }

        public int? ReplaceStatus { get; init; }

        public double? DeletedOperationSeconds { get; init; }

        public bool? EmptyListAsNull { get; init; }

        public bool? EmptyFirstPage { get; init; }

        public bool? ExtensionTypesAvailable { get; init; }

        public bool? ExtensionTypesInPreview { get; init; }

        public bool? ExtensionTypesBySubscription { get; init; }

        public bool? FlatScopeSettings { get; init; }

        public double? PrincipalReplicationSeconds { get; init; }

        public bool? KubernetesResourcesAvailable { get; init; }

        public double? RunCommandSeconds { get; init; }

        public int? RunCommandLimit { get; init; }

        /// <summary>An empty text turns it off.</summary>
        public string? RunCommandFailure { get; init; }

        /// <summary>An empty text turns it off.</summary>
        public string? RunCommandOutput { get; init; }

        public DenyBody[]? Deny { get; init; }

        public PermissionBody[]? Permissions { get; init; }

        public TokenBody[]? Tokens { get; init; }
    }

    public ArmResponse Show()
    {
        var settings = services.Settings;
        return ArmResponse.Ok(w =>
        {
            w.WriteStartObject();
            w.WriteNumber("operationSeconds", settings.OperationDuration.TotalSeconds);
            w.WriteNumber("registrationSeconds", settings.RegistrationDuration.TotalSeconds);
            w.WriteNumber("latencyMs", settings.Latency.TotalMilliseconds);
            w.WriteBoolean("throttle", settings.Throttle);
            w.WriteNumber("pageSize", settings.PageSize);
            w.WriteStringOrNull("failWith", settings.FailWith);
            w.WriteNumber("replaceStatus", settings.ReplaceStatus);
            w.WriteNumber("deletedOperationSeconds", settings.DeletedOperationLifetime.TotalSeconds);
            w.WriteBoolean("emptyListAsNull", settings.EmptyListAsNull);
            w.WriteBoolean("emptyFirstPage", settings.EmptyFirstPage);
            w.WriteBoolean("extensionTypesAvailable", settings.ExtensionTypesAvailable);
            w.WriteBoolean("extensionTypesInPreview", settings.ExtensionTypesInPreview);
            w.WriteBoolean("extensionTypesBySubscription", settings.ExtensionTypesBySubscription);
            w.WriteBoolean("flatScopeSettings", settings.FlatScopeSettings);
            w.WriteNumber("principalReplicationSeconds", settings.PrincipalReplication.TotalSeconds);
            w.WriteBoolean("kubernetesResourcesAvailable", settings.KubernetesResourcesAvailable);
            w.WriteNumber("runCommandSeconds", settings.RunCommandDuration.TotalSeconds);
            w.WriteNumber("runCommandLimit", settings.RunCommandLimit);
            w.WriteStringOrNull("runCommandFailure", settings.RunCommandFailure);
            w.WriteStringOrNull("runCommandOutput", settings.RunCommandOutput);
            w.WriteString("now", ArmJson.Time(services.Clock.UtcNow));
            w.WriteEndObject();
        });
    }

    public ArmResponse Change(ArmRequest request)
    {
        var body = ControlJson.Read<OptionsBody>(request);
        var settings = services.Settings;
        settings.OperationDuration = Seconds(body.OperationSeconds) ?? settings.OperationDuration;
        settings.RegistrationDuration = Seconds(body.RegistrationSeconds) ?? settings.RegistrationDuration;
        settings.Latency = Seconds(body.LatencyMs / 1000) ?? settings.Latency;
        settings.Throttle = body.Throttle ?? settings.Throttle;
        settings.PageSize = Math.Max(1, body.PageSize ?? settings.PageSize);
        settings.FailWith = Text(body.FailWith, settings.FailWith);
        settings.ReplaceStatus = body.ReplaceStatus ?? settings.ReplaceStatus;
        settings.DeletedOperationLifetime = Seconds(body.DeletedOperationSeconds) ?? settings.DeletedOperationLifetime;
        settings.EmptyListAsNull = body.EmptyListAsNull ?? settings.EmptyListAsNull;
        settings.EmptyFirstPage = body.EmptyFirstPage ?? settings.EmptyFirstPage;
        settings.ExtensionTypesAvailable = body.ExtensionTypesAvailable ?? settings.ExtensionTypesAvailable;
        settings.ExtensionTypesInPreview = body.ExtensionTypesInPreview ?? settings.ExtensionTypesInPreview;
        settings.ExtensionTypesBySubscription = body.ExtensionTypesBySubscription ?? settings.ExtensionTypesBySubscription;
        settings.FlatScopeSettings = body.FlatScopeSettings ?? settings.FlatScopeSettings;
        settings.PrincipalReplication = Seconds(body.PrincipalReplicationSeconds) ?? settings.PrincipalReplication;
        settings.KubernetesResourcesAvailable = body.KubernetesResourcesAvailable ?? settings.KubernetesResourcesAvailable;
        settings.RunCommandDuration = Seconds(body.RunCommandSeconds) ?? settings.RunCommandDuration;
        settings.RunCommandLimit = Math.Max(1, body.RunCommandLimit ?? settings.RunCommandLimit);
        settings.RunCommandFailure = Text(body.RunCommandFailure, settings.RunCommandFailure);
        settings.RunCommandOutput = Text(body.RunCommandOutput, settings.RunCommandOutput);
        ChangeAccess(body);
        return Show();
    }

    public ArmResponse Advance(ArmRequest request)
    {
        services.Clock.Advance(Seconds(ControlJson.Read<ClockBody>(request).AdvanceSeconds)!.Value);
        return Show();
    }

    private void ChangeAccess(OptionsBody body)
    {
        if (body.Deny is not null)
        {
            try
            {
                services.State.Denials = [.. body.Deny.Select(d => new Denial(d.Method, d.PathRegex))];
            }
            catch (ArgumentException e)
            {
                throw ArmErrors.BadRequest("InvalidControlRequest", e.Message);
            }
        }

        if (body.Permissions is not null)
            services.State.Permissions = [.. body.Permissions.Select(p => new PermissionRule(p.Actions ?? [], p.NotActions ?? []))];
        foreach (var token in body.Tokens ?? [])
        {
            var until = Seconds(token.ExpiresInSeconds) is { } lifetime ? services.Clock.UtcNow + lifetime : DateTimeOffset.MaxValue;
            services.Tokens.Accept(token.Token, until);
        }
    }

    private static string? Text(string? given, string? current) => given is null ? current : given.Length == 0 ? null : given;

    private static TimeSpan? Seconds(double? seconds) => seconds switch
    {
        null => null,
        >= 0 and < 1e9 => TimeSpan.FromSeconds(seconds.Value),
        _ => throw ArmErrors.BadRequest("InvalidControlRequest", "A duration must not be negative."),
    };
}
