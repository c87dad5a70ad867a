package io.neo4jsync.management;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.Descriptor;
import javax.management.DescriptorAccess;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.modelmbean.ModelMBeanInfo;

/**
 * What MBeans of a class have in common: their description, and the methods behind it.
 *
 * @param info for clients
 * @param getters by the attribute's name
 * @param setters by the attribute's name
 * @param operations by name and signature, see {@link #key}
 * @param masked methods whose texts may hold secrets
 */
record MBeanShape(
    MBeanInfo info,
    Map<String, Method> getters,
    Map<String, Method> setters,
    Map<String, Method> operations,
    Set<Method> masked) {

  static MBeanShape of(Class<?> type, ModelMBeanInfo described) {
    MBeanInfo info = (MBeanInfo) described;
    Map<String, Method> operations = new HashMap<>();
    Set<Method> masked = new HashSet<>();
    List<MBeanOperationInfo> plainOperations = new ArrayList<>();
    for (MBeanOperationInfo operation : info.getOperations()) {
      MBeanParameterInfo[] parameters = operation.getSignature();
      String[] signature =
          Arrays.stream(parameters).map(MBeanParameterInfo::getType).toArray(String[]::new);
      String key = key(operation.getName(), signature);
      Method method = method(type, key, signature.length);
      operations.put(key, method);
      if ("true".equals(descriptor(operation).getFieldValue("mask"))) {
        masked.add(method);
      }
      plainOperations.add(
          new MBeanOperationInfo(
              operation.getName(),
              operation.getDescription(),
              parameters,
              operation.getReturnType(),
              operation.getImpact()));
    }
    Map<String, Method> getters = new HashMap<>();
    Map<String, Method> setters = new HashMap<>();
    List<MBeanAttributeInfo> plainAttributes = new ArrayList<>();
    for (MBeanAttributeInfo attribute : info.getAttributes()) {
      String name = attribute.getName();
      String getter = (String) descriptor(attribute).getFieldValue("getMethod");
      if (getter != null) {
        getters.put(name, operations.get(key(getter)));
      }
      String setter = (String) descriptor(attribute).getFieldValue("setMethod");
      if (setter != null) {
        setters.put(name, operations.get(key(setter, attribute.getType())));
      }
      plainAttributes.add(
          new MBeanAttributeInfo(
              name,
              attribute.getType(),
              attribute.getDescription(),
              getter != null,
              setter != null,
              attribute.isIs()));
    }
    MBeanInfo plain =
        new MBeanInfo(
            info.getClassName(),
            info.getDescription(),
            plainAttributes.toArray(MBeanAttributeInfo[]::new),
            info.getConstructors(),
            plainOperations.toArray(MBeanOperationInfo[]::new),
            info.getNotifications());
    return new MBeanShape(plain, getters, setters, operations, masked);
  }

  /** {@code reset(java.lang.Boolean)} */
  static String key(String name, String... signature) {
    return name + "(" + String.join(",", signature) + ")";
  }

  private static Descriptor descriptor(DescriptorAccess described) {
    return described.getDescriptor();
  }

  private static Descriptor descriptor(MBeanOperationInfo described) {
    return descriptor((DescriptorAccess) described);
  }

  private static Descriptor descriptor(MBeanAttributeInfo described) {
    return descriptor((DescriptorAccess) described);
  }

  private static Method method(Class<?> type, String key, int parameters) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getParameterCount() == parameters)
        .filter(method -> key.equals(key(method.getName(), types(method))))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(type + " has no public method " + key));
  }

  private static String[] types(Method method) {
    return Arrays.stream(method.getParameterTypes()).map(Class::getName).toArray(String[]::new);
  }
}
