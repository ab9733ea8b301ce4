namespace AksExtensions.Export;

/// <summary>The body of an extension in Azure Resource Manager, with what can be set and nothing that is read-only.</summary>
internal static class ExtensionBody
{
    /// <summary>The type of the resource.</summary>
    public const string ResourceType = "Microsoft.KubernetesConfiguration/extensions";

    /// <summary>The API version.</summary>
    public const string ApiVersion = Arm.ArmConnection.DefaultApiVersion;

    /// <summary>The members beside the properties: identity, on clusters other than AKS, and the Marketplace plan.</summary>
    public static ObjectValue Envelope(TemplateCluster cluster, TemplateExtension extension)
    {
        var request = extension.Extension.Request;
        var hasIdentity = request.IdentityType is { } type ? type != "None" : cluster.Cluster.Type.SendsIdentity && !request.WithoutIdentity;
        return ObjectValue.Of(
            ("identity", hasIdentity && cluster.Cluster.Type.SendsIdentity ? ObjectValue.Of(("type", new TextValue("SystemAssigned"))) : null),
            ("plan", request.Plan is { } plan
                ? ObjectValue.Of(
                    ("name", new TextValue(plan.Name)), ("publisher", new TextValue(plan.Publisher)), ("product", new TextValue(plan.Product)),
                    ("promotionCode", Text(plan.PromotionCode)), ("version", Text(plan.Version)))
                : null));
    }

    /// <summary>The properties.</summary>
    /// <param name="extension">The extension.</param>
    /// <param name="withSecrets">Whether the protected settings are among them.</param>
    public static ObjectValue Properties(TemplateExtension extension, bool withSecrets = true)
    {
        var request = extension.Extension.Request;
        return ObjectValue.Of(
            ("extensionType", new TextValue(request.ExtensionType)),
            ("autoUpgradeMinorVersion", request.AutoUpgradeMinorVersion is { } minor ? new FlagValue(minor) : null),
            ("autoUpgradeMode", Mode(request.AutoUpgradeMode)),
            ("releaseTrain", Text(request.ReleaseTrain)),
            ("version", extension.VersionParameter is { } version ? new ReferenceValue(version) : Text(request.Version)),
            ("scope", Scope(request)),
            ("configurationSettings", Settings(extension)),
            ("configurationProtectedSettings", withSecrets ? Secrets(extension) : null),
            ("aksAssignedIdentity", request.AksAssignedIdentityType is { } assigned ? ObjectValue.Of(("type", new TextValue(assigned))) : null));
    }

    /// <summary>The settings; null when there are none.</summary>
    public static BodyValue? Settings(TemplateExtension extension) =>
        extension.SettingsParameter is { } parameter ? new ReferenceValue(parameter)
        : extension.Extension.Request.ConfigurationSettings is { Count: > 0 } settings ? ObjectValue.Of(settings)
        : null;

    /// <summary>The protected settings, each the value of a parameter; null when there are none.</summary>
    public static ObjectValue? Secrets(TemplateExtension extension) => extension.SecretParameters.Count == 0 ? null
        : new([.. extension.SecretParameters.Select(secret => KeyValuePair.Create(secret.Key, (BodyValue)new ReferenceValue(secret.Value)))]);

    /// <summary>The scope; null when it is left to the service.</summary>
    public static ObjectValue? Scope(Arm.CreateExtensionRequest request) => request.Scope switch
    {
        ExtensionScope.Cluster => ObjectValue.Of(("cluster", ObjectValue.Of(("releaseNamespace", Text(request.ReleaseNamespace))))),
        ExtensionScope.Namespace => ObjectValue.Of(("namespace", ObjectValue.Of(("targetNamespace", Text(request.TargetNamespace))))),
        _ => null,
    };

    /// <summary>The mode in ARM's spelling; null when there is none.</summary>
#pragma warning disable CA1308 // ARM uses lower case.
    private static TextValue? Mode(AutoUpgradeMode? mode) => Text(mode?.ToString().ToLowerInvariant());
#pragma warning restore CA1308

    private static TextValue? Text(string? text) => text is null ? null : new(text);
}
