namespace AksExtensions.Emulator.Http;

/// <summary>The refusals that several resource types share, with the messages of Azure Resource Manager.</summary>
internal static class ArmErrors
{
    public static ArmException Of(int status, string code, string message) => new(ArmResponse.Error(status, code, message));

    public static ArmException BadRequest(string code, string message) => Of(StatusCodes.Status400BadRequest, code, message);

    public static ArmException InvalidContent(string reason) =>
        BadRequest("InvalidRequestContent", $"The request content was invalid and could not be deserialized: '{reason}'.");

    public static ArmException SubscriptionNotFound(string subscription) =>
        GatewayNotFound("SubscriptionNotFound", $"The subscription '{subscription}' could not be found.");

    public static ArmException ResourceGroupNotFound(string group) =>
        GatewayNotFound("ResourceGroupNotFound", $"Resource group '{group}' could not be found.");

    public static ArmException ResourceNotFound(string type, string name, string group) => GatewayNotFound(
        "ResourceNotFound",
        $"The Resource '{type}/{name}' under resource group '{group}' was not found. "
        + "For more details please go to https://aka.ms/ARMResourceNotFoundFix");

    public static ArmException NotRegistered(string providerNamespace)
    {
        var message = $"The subscription is not registered to use namespace '{providerNamespace}'. "
            + "See https://aka.ms/rps-not-found for how to register subscriptions.";
        return new ArmException(ArmResponse.Json(StatusCodes.Status409Conflict, w =>
        {
            w.WriteStartObject();
            w.WriteStartObject("error");
            w.WriteString("code", "MissingSubscriptionRegistration");
            w.WriteString("message", message);
            w.WriteStartArray("details");
            w.WriteStartObject();
            w.WriteString("code", "MissingSubscriptionRegistration");
            w.WriteString("target", providerNamespace);
            w.WriteString("message", message);
            w.WriteEndObject();
            w.WriteEndArray();
            w.WriteEndObject();
            w.WriteEndObject();
        }));
    }

    /// <summary>The refusal of the extensions service for a missing resource, which has an empty additionalInfo.</summary>
    public static ArmException ServiceNotFound(string code, string message) => new(ArmResponse.Json(StatusCodes.Status404NotFound, w =>
    {
        w.WriteStartObject();
        w.WriteStartObject("error");
        w.WriteString("code", code);
        w.WriteString("message", message);
        w.WriteStartArray("additionalInfo");
        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndObject();
    }));

    /// <summary>The refusal of Azure Resource Manager for a missing resource, before it calls a service.</summary>
    private static ArmException GatewayNotFound(string code, string message) =>
        new(ArmResponse.Error(StatusCodes.Status404NotFound, code, message).With("x-ms-failure-cause", "gateway"));

    public static ArmResponse NoRoute(ArmRequest request) => ArmResponse.Error(
        StatusCodes.Status404NotFound, "NotFound", $"The emulator has nothing at {request.Method} {request.Path}.");

    public static ArmResponse MethodNotAllowed(ArmRequest request, string allowed) => ArmResponse.Error(
        StatusCodes.Status405MethodNotAllowed, "MethodNotAllowed", $"The resource does not support http method '{request.Method}'.")
        .With("Allow", allowed);

    public static ArmResponse Internal() => ArmResponse.Error(
        StatusCodes.Status500InternalServerError,
        "InternalServerError",
        "Encountered internal server error. Diagnostic information: the emulator's log has the cause.");
}
