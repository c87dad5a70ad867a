package io.neo4jsync.management;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.InvalidAttributeValueException;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;
import javax.management.RuntimeErrorException;
import javax.management.RuntimeMBeanException;
import javax.management.modelmbean.RequiredModelMBean;
import org.apache.camel.util.URISupport;

/**
 * An MBean whose description is shared with all others of its class. A model MBean only because
 * Camel wants one: of the superclass nothing but its notifications is used.
 */
final class SharedMBean extends RequiredModelMBean {

  private final Object bean;
  private final MBeanShape shape;
  private final boolean masking;

  /**
   * @param masking whether secrets are masked in texts that may hold some
   */
  SharedMBean(Object bean, MBeanShape shape, boolean masking) throws MBeanException {
    this.bean = bean;
    this.shape = shape;
    this.masking = masking;
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    return shape.info();
  }

  @Override
  public Object getAttribute(String name)
      throws AttributeNotFoundException, MBeanException, ReflectionException {
    return call(accessor(shape.getters(), name));
  }

  @Override
  public void setAttribute(Attribute attribute)
      throws AttributeNotFoundException,
          InvalidAttributeValueException,
          MBeanException,
          ReflectionException {
    try {
      call(accessor(shape.setters(), attribute.getName()), attribute.getValue());
    } catch (IllegalArgumentException e) {
      throw new InvalidAttributeValueException(attribute + ": " + e.getMessage());
    }
  }

  private static Method accessor(Map<String, Method> accessors, String name)
      throws AttributeNotFoundException {
    Method accessor = accessors.get(name);
    if (accessor == null) {
      throw new AttributeNotFoundException("there is no such attribute: " + name);
    }
    return accessor;
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    AttributeList found = new AttributeList(names.length);
    for (String name : names) {
      try {
        found.add(new Attribute(name, getAttribute(name)));
      } catch (Exception absent) {
        // left out, as DynamicMBean demands
      }
    }
    return found;
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    AttributeList set = new AttributeList(attributes.size());
    for (Attribute attribute : attributes.asList()) {
      try {
        setAttribute(attribute);
        set.add(attribute);
      } catch (Exception notSet) {
        // left out, as DynamicMBean demands
      }
    }
    return set;
  }

  @Override
  public Object invoke(String name, Object[] arguments, String[] signature)
      throws MBeanException, ReflectionException {
    String key = MBeanShape.key(name, signature == null ? new String[0] : signature);
    Method operation = shape.operations().get(key);
    if (operation == null) {
      throw new ReflectionException(
          new NoSuchMethodException(key), "there is no such operation: " + key);
    }
    return call(operation, arguments);
  }

  private Object call(Method method, Object... arguments)
      throws MBeanException, ReflectionException {
    try {
      Object answer = method.invoke(bean, arguments);
      return masking && answer instanceof String text && shape.masked().contains(method)
          ? URISupport.sanitizeUri(text)
          : answer;
    } catch (IllegalAccessException e) {
      throw new ReflectionException(e);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException fault) {
        throw new RuntimeMBeanException(fault);
      }
      if (cause instanceof Error error) {
        throw new RuntimeErrorException(error);
      }
      throw new MBeanException((Exception) cause);
    }
  }
}
